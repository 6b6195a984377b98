// Shows a plot that the server sends as JSON. A plot of the same make as the one that stands is written into it, model by model;
// anything else is drawn beside it and takes its place when it is ready.
function inner(value, seen, list) {
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) { value.forEach((one) => inner(one, seen, list)); return; }
  if (value.type === "object" && value.id) { if (seen.has(value.id)) return; seen.add(value.id); list.push(value); }
  for (const key in value) if (key !== "id") inner(value[key], seen, list);
}

function models(item) { const list = []; inner(item.doc.roots, new Set(), list); return list; }

// A value as it is written, with every model named by its place in the list: equal texts are equal plots.
function plain(value, places) {
  return JSON.stringify(value, (key, part) => {
    if (part && typeof part === "object" && !Array.isArray(part) && places.has(part.id)) return { at: places.get(part.id) };
    return part;
  });
}

const holds = (value) => value !== null && typeof value === "object" && (Array.isArray(value) ? value.some(holds) : ("id" in value && !("array" in value)) || Object.values(value).some(holds));

function changes(old, now) {
  const before = models(old), after = models(now), written = [];
  if (before.length !== after.length) return null;
  const was = new Map(before.map((model, n) => [model.id, n])), is = new Map(after.map((model, n) => [model.id, n]));
  for (let n = 0; n < before.length; n++) {
    if (before[n].name !== after[n].name) return null;
    const given = before[n].attributes ?? {}, wanted = after[n].attributes ?? {};
    for (const name of new Set([...Object.keys(given), ...Object.keys(wanted)])) {
      if (plain(given[name], was) === plain(wanted[name], is)) continue;
      if (!(name in wanted) || !(name in given) || holds(wanted[name])) return null;
      written.push([before[n].id, after[n].id, name]);
    }
  }
  return written;
}

export function render({ model, el }) {
  let standing = null, turn = 0, gone = false;
  const room = document.createElement("div");
  room.style.width = "100%";
  el.append(room);

  async function draw(item) {
    const mine = ++turn, place = document.createElement("div");
    place.style.cssText = standing ? "position:absolute;visibility:hidden;width:100%" : "width:100%";
    room.append(place);
    const view = await Bokeh.embed.embed_item(item, place);
    const drawn = { item, view, place, document: parts(view)[0]?.model.document };  // others may be drawing too: the newest document need not be ours
    if (mine !== turn || gone) { close(drawn); return; }
    if (standing) close(standing);
    place.style.cssText = "width:100%";
    standing = drawn;
  }

  function parts(view) { return [...(view.roots ?? [view])]; }

  function close(old) {
    for (const one of parts(old.view)) one.remove?.();
    forget(old.document);
    old.place.remove();
  }

  // Bokeh lists every document it ever made, those without a view for ever as not ready.
  function forget(document) {
    const at = Bokeh.documents.indexOf(document);
    if (at >= 0) Bokeh.documents.splice(at, 1);
    document?.clear();
  }

  function follow() {
    if (!model.plot) return;
    room.style.minHeight = `${model.tall}px`;  // kept free until the plot stands
    const item = JSON.parse(model.plot);
    const written = standing && changes(standing.item, item);
    if (!written) return draw(item);
    const fresh = standing.document.constructor.from_json(item.doc);
    const per = new Map();
    for (const [old, now, name] of written) {
      if (!per.has(old)) per.set(old, {});
      per.get(old)[name] = fresh.get_model_by_id(now)[name];
    }
    for (const [old, values] of per) standing.document.get_model_by_id(old).setv(values);
    forget(fresh);
    standing.item = { ...item, doc: renamed(item, standing.item) };
  }

  // What stands keeps its own ids, so the next comparison starts from them.
  function renamed(item, old) {
    const ids = new Map(models(item).map((one, n) => [one.id, models(old)[n].id]));
    return JSON.parse(JSON.stringify(item.doc, (key, part) => key === "id" && ids.has(part) ? ids.get(part) : part));
  }

  model.on("plot", follow);
  model.on("remove", () => { gone = true; if (standing) close(standing); });
  return follow();
}
