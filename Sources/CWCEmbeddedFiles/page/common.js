// What all parts of the page share. Figures come from the tool: nothing is computed here but places.

const figures = JSON.parse(document.getElementById("figures").textContent);
const { comparison, metrics, styles } = figures;
const codecs = comparison.codecs.map((codec, index) => ({
  ...codec, index, ...styles[index], colour: `var(--codec-${index})`, isShown: true,
}));
const codecNamed = name => codecs.find(codec => codec.name === name);
const byId = id => document.getElementById(id);

/** An element with attributes and children; text is never read as HTML. */
function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}

function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A measured point of a curve, in the shape of its codec. */
function mark(codec, x, y, size = 1) {
  const corners = {
    square: [-3, -3, 3, -3, 3, 3, -3, 3],
    triangle: [0, -4.2, 4, 3, -4, 3],
    diamond: [0, -4.5, 4.5, 0, 0, 4.5, -4.5, 0],
    star: [0, -5, 1.3, -1.3, 5, 0, 1.3, 1.3, 0, 5, -1.3, 1.3, -5, 0, -1.3, -1.3],
    bar: [-4.2, -1.8, 4.2, -1.8, 4.2, 1.8, -4.2, 1.8],
  }[codec.marker];
  const style = `fill: ${codec.colour}`;
  if (!corners) return svg("circle", { cx: x, cy: y, r: 3.2 * size, style });
  const points = corners.map((value, index) => (index % 2 ? y : x) + value * size);
  return svg("polygon", { points: points.map(value => value.toFixed(1)).join(" "), style });
}

/** A short piece of a codec's curve, for legends. */
function swatch(codec) {
  return svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" },
    svg("line", {
      x1: 0, y1: 6, x2: 30, y2: 6, class: codec.index ? "curve" : "curve first",
      style: `stroke: ${codec.colour}`, "stroke-dasharray": codec.dash,
    }),
    mark(codec, 15, 6));
}

/** A table under a line of text, in a box that scrolls when it is too wide; a cell is text or a node. */
function table(caption, head, rows) {
  const cell = (content, tag, scope) => element(tag, { scope }, content ?? "–");
  return element("div", { class: "scroll", role: "group", "aria-label": caption, tabindex: 0 },
    element("p", { class: "caption", "aria-hidden": "true" }, caption),
    element("table", {},
      element("thead", {}, element("tr", {}, ...head.map(text => cell(text, "th", "col")))),
      element("tbody", {}, ...rows.map(row =>
        element("tr", {}, ...row.map((content, index) =>
          index ? cell(content, "td") : cell(content, "th", "row")))))));
}

const signed = (value, digits) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(digits)}`;

/** A BD-rate; its sign is told by colour too, and by a word for those who do not see it. */
function percent(value) {
  if (value == null) return "–";
  const word = value > 0 ? "more" : "fewer";
  return element("span", { class: word, title: `${word} bits` }, `${signed(value, 1)} %`);
}

/** Builds radio buttons that look like one control; `choose` gets the value. */
function choices(fieldset, name, options, chosen, choose) {
  for (const label of fieldset.querySelectorAll("label")) label.remove();
  for (const [value, text] of options) {
    const input = element("input", { type: "radio", name, value, checked: String(value) === String(chosen) });
    input.addEventListener("change", () => choose(input.value));
    fieldset.append(element("label", {}, input, element("span", {}, text)));
  }
}

const names = list => list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
