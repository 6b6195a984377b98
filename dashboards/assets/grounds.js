// From a competency to its criteria: a radio group of competencies, and the chosen one's criteria as rows that can be chosen.
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
  const home = make("div")
  el.append(home)

  // Arrow keys move within a group and choose, as in any radio group.
  const arrows = (selector, choose) => (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const all = [...home.querySelectorAll(selector)]
    const next = all[(all.indexOf(event.currentTarget) + step + all.length) % all.length]
    event.preventDefault()
    choose(next.dataset.id)
    home.querySelector(`${selector}[data-id="${CSS.escape(next.dataset.id)}"]`)?.focus()
  }
  const chooseCompetency = (id) => {
    model.competency = id
    model.criterion = (model.criteria.find((row) => row.competency === id) ?? { id: "" }).id
    draw()
  }
  const chooseCriterion = (id) => { model.criterion = id; draw() }
  const play = (row) => { chooseCriterion(row.id); model.played = model.played + 1 }

  const chips = (words) => make("div", { class: "chips", role: "radiogroup", "aria-label": words.competencies },
    ...model.competencies.map((one) => make("button", {
      type: "button", role: "radio", "data-id": one.id, "data-mark": one.mark, "aria-checked": String(one.id === model.competency),
      tabindex: one.id === model.competency ? 0 : -1, onclick: () => chooseCompetency(one.id),
      onkeydown: arrows(".chips button", chooseCompetency),
    }, one.name, make("b", {}, one.points))))

  const row = (one, words) => {
    const listen = one.clock ? make("button", {
      type: "button", class: "play", "aria-label": `${words.play} ${one.clock}`, onclick: (event) => { event.stopPropagation(); play(one) },
    }, `▶ ${one.clock}`) : null
    return make("tr", {
      "data-id": one.id, tabindex: 0, "aria-selected": String(one.id === model.criterion), onclick: () => chooseCriterion(one.id),
      onkeydown: (event) => {
        if (event.target !== event.currentTarget) return
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); chooseCriterion(one.id) }
        arrows("tbody tr", chooseCriterion)(event)
      },
    },
    make("td", { class: "what" }, one.name, make("small", {}, one.scale)),
    make("td", { class: one.lacking ? "why lacking" : "why" }, one.quote ? make("span", { class: "quote" }, one.quote) : one.evidence, listen,
      one.note ? make("small", {}, one.note) : null),
    make("td", { class: "n", "data-label": words.value }, one.value),
    make("td", { class: "n", "data-label": words.points }, one.points),
    make("td", { class: "n", "data-label": words.contribution }, one.contribution))
  }
  const draw = () => {
    const words = model.words
    const chosen = model.competencies.find((one) => one.id === model.competency)
    const rows = model.criteria.filter((one) => one.competency === model.competency)
    home.replaceChildren(
      make("h2", {}, chosen ? chosen.why : ""), make("p", { class: "about" }, words.about), chips(words),
      make("table", {},
        make("thead", {}, make("tr", {}, make("th", {}, words.criterion), make("th", {}, words.evidence), make("th", { class: "n" }, words.value),
          make("th", { class: "n" }, words.points), make("th", { class: "n" }, words.contribution))),
        make("tbody", {}, ...rows.map((one) => row(one, words)))))
  }
  for (const name of ["competencies", "criteria", "words", "competency", "criterion"]) model.on(name, draw)
  draw()
}
