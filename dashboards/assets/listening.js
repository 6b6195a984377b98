// One answer: what was asked, its recording with speech and marked evidence, a player that starts at a second, and the words with their marks.
export function render({ model, el }) {
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value)
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value)
    }
    node.append(...children.filter((child) => child !== null && child !== undefined))
    return node
  }
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`
  const home = make("div")
  const audio = new Audio()
  audio.preload = "metadata"
  audio.hidden = true
  el.append(home, audio)
  let canvas = null, peaks = null, peaksOf = "", times = null, go = null

  const answer = () => model.answers.find((one) => one.id === model.question) ?? model.answers[0]
  const chosen = () => answer()?.marks.find((one) => one.id === model.mark)
  const length = () => answer()?.duration || audio.duration || 1

  const start = () => {                       // put the player at the chosen mark's second; the sound's own clock decides
    const at = chosen()?.start_s ?? 0
    const seek = () => { audio.currentTime = Math.max(0, Math.min(at, audio.duration || at)); paint() }
    if (audio.readyState >= 1) seek()
    else audio.addEventListener("loadedmetadata", seek, { once: true })
  }
  const run = () => { audio.play().catch(() => {}) }
  const toggle = () => (audio.paused ? run() : audio.pause())
  const load = () => {
    const url = answer()?.url ?? ""
    const known = answer()?.envelope ?? []
    if (url && audio.dataset.url !== url) { audio.src = url; audio.dataset.url = url; if (!known.length) hear(url) }
    if (!url) { audio.pause(); audio.removeAttribute("src"); audio.dataset.url = ""; peaks = null; peaksOf = "" }
    if (known.length) { const loudest = Math.max(...known, 1e-6); peaksOf = url; peaks = known.map((level) => level / loudest) }
  }
  // Where no loudness is stored, the waveform is drawn from the clip itself, in the reader's browser; a clip too long to decode shows its speech spans only.
  const hear = async (url) => {
    peaks = null; peaksOf = url
    try {
      const answered = await fetch(url)
      if (!answered.ok || Number(answered.headers.get("Content-Length") ?? 0) > 12e6) return
      const context = new OfflineAudioContext(1, 1, 16000)
      const sound = (await context.decodeAudioData(await answered.arrayBuffer())).getChannelData(0)
      const bars = 240, size = Math.max(1, Math.floor(sound.length / bars)), found = []
      for (let bar = 0; bar < bars; bar++) {
        let top = 0
        for (let at = bar * size; at < Math.min((bar + 1) * size, sound.length); at += 4) top = Math.max(top, Math.abs(sound[at]))
        found.push(top)
      }
      const loudest = Math.max(...found, 1e-6)
      if (peaksOf === url) { peaks = found.map((top) => top / loudest); paint() }
    } catch { /* a format the browser can not decode: the spans remain */ }
  }
  const colour = (name) => getComputedStyle(el).getPropertyValue(`--wb-${name}`).trim() || "#888"
  const paint = () => {
    if (!canvas?.isConnected) return
    const one = answer(), scale = window.devicePixelRatio || 1
    const wide = canvas.clientWidth, high = canvas.clientHeight, floor = high - 20
    canvas.width = wide * scale; canvas.height = high * scale
    const pen = canvas.getContext("2d"), x = (s) => (s / length()) * wide, middle = floor / 2
    pen.scale(scale, scale)
    pen.fillStyle = colour("accent-faint")
    for (const [from, to] of one.track) pen.fillRect(x(from), 0, Math.max(1, x(to) - x(from)), floor)
    for (const mark of one.marks.filter((mark) => mark.start_s !== null)) {
      pen.fillStyle = colour("accent-soft")
      pen.fillRect(x(mark.start_s), mark.id === model.mark ? 0 : floor - 6, Math.max(3, x(mark.end_s) - x(mark.start_s)), mark.id === model.mark ? floor : 6)
    }
    pen.strokeStyle = colour("accent"); pen.globalAlpha = 0.75; pen.lineWidth = Math.max(1, wide / 240 - 1.6)
    pen.beginPath()
    if (peaks) peaks.forEach((top, bar) => { const at = ((bar + 0.5) / peaks.length) * wide; pen.moveTo(at, middle - Math.max(0.5, top * middle * 0.86)); pen.lineTo(at, middle + Math.max(0.5, top * middle * 0.86)) })
    else { pen.lineWidth = 2; for (const [from, to] of one.track) { pen.moveTo(x(from), middle); pen.lineTo(x(to), middle) } }
    pen.stroke(); pen.globalAlpha = 1
    pen.fillStyle = colour("warn"); pen.font = `12px ${getComputedStyle(el).fontFamily}`; pen.textAlign = "center"
    for (const pause of one.pauses) pen.fillText(pause.text, x(pause.at), 12)
    const here = x(audio.currentTime)
    pen.fillStyle = colour("ink"); pen.fillRect(Math.max(0, here - 1), 0, 2, floor)
    pen.beginPath(); pen.arc(Math.max(4, here), floor + 1, 4, 0, 7); pen.fill()
    pen.fillStyle = colour("soft")
    const step = [1, 2, 5, 10, 15, 30, 60, 120, 300].find((s) => length() / s <= Math.max(3, wide / 140)) ?? 600
    for (let s = 0; s <= length(); s += step) { pen.textAlign = s === 0 ? "left" : x(s) > wide - 16 ? "right" : "center"; pen.fillText(clock(s), Math.max(0, Math.min(wide, x(s))), high - 3) }
    if (times) times.textContent = `${clock(audio.currentTime)} / ${clock(length())}`
    if (go) { go.textContent = audio.paused ? "▶" : "❚❚"; go.setAttribute("aria-label", audio.paused ? model.words.play : model.words.pause) }
  }
  const seekTo = (event) => {
    const box = canvas.getBoundingClientRect()
    audio.currentTime = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * length()
    paint()
  }
  const byKey = (event) => {
    const step = { ArrowRight: 2, ArrowLeft: -2, Home: -1e9, End: 1e9 }[event.key]
    if (event.key === " " || event.key === "Enter") { event.preventDefault(); toggle() }
    if (step) { event.preventDefault(); audio.currentTime = Math.max(0, Math.min(length(), audio.currentTime + step)); paint() }
  }
  const player = (one) => {
    go = make("button", { type: "button", class: "go", onclick: toggle, disabled: one.url ? null : "" })
    canvas = make("canvas", { tabindex: one.url ? 0 : -1, role: "slider", "aria-label": model.words.position, "aria-valuemin": 0, "aria-valuemax": Math.round(length()),
      "aria-valuenow": 0, onpointerdown: one.url ? seekTo : () => {}, onkeydown: one.url ? byKey : () => {} })
    times = make("span")
    return [make("div", { class: "strip" }, go, canvas),
      make("div", { class: "clock" }, times, make("span", { class: one.url ? "" : "warn" }, one.url ? "" : model.words.silent))]
  }
  const words = (one) => {
    if (!one.pieces.length) return make("p", { class: "said none" }, model.words.unsaid)
    const sentence = one.pieces.find((piece) => piece.marks.includes(model.mark))?.sentence
    return make("p", { class: "said", lang: one.language }, ...one.pieces.map((piece) => {
      const inside = piece.marks.length ? make("mark", {
        class: `${piece.evidence ? "" : "tag"} ${piece.marks.includes(model.mark) ? "here" : ""}`, title: piece.names, tabindex: 0,
        onclick: () => { model.mark = piece.marks[0]; run() }, onkeydown: (event) => { if (event.key === "Enter") { model.mark = piece.marks[0]; run() } },
      }, piece.text) : piece.text
      return make("span", { class: `sentence ${sentence !== undefined && sentence !== null && piece.sentence === sentence ? "here" : ""}` }, inside)
    }))
  }
  const draw = () => {
    const one = answer()
    if (!one) { home.replaceChildren(make("p", { class: "none" }, model.words.nothing)); return }
    load()
    home.replaceChildren(
      make("h2", {}, one.title, make("span", {}, one.facts)), make("p", { class: "about" }, model.words.about),
      make("div", { class: "asked", role: "group", "aria-label": model.words.answers }, ...model.answers.map((other, place) => make("button", {
        type: "button", title: other.title, "aria-pressed": String(other.id === one.id), "data-marks": other.marks.length,
        onclick: () => { model.mark = other.marks[0]?.id ?? ""; model.question = other.id },
      }, `${place + 1}`))),
      ...(one.duration || one.url ? player(one) : [make("p", { class: "about" }, model.words.silent)]), words(one))
    paint()
  }
  for (const name of ["timeupdate", "play", "pause", "seeked", "loadedmetadata"]) audio.addEventListener(name, paint)
  for (const name of ["answers", "words"]) model.on(name, draw)
  model.on("question", () => { draw(); start() })
  model.on("mark", () => { draw(); start() })
  model.on("played", () => { start(); run() })
  const room = new ResizeObserver(paint)
  room.observe(home)
  model.on("remove", () => { audio.pause(); audio.removeAttribute("src"); room.disconnect() })
  draw(); start()
}
