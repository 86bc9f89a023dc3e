// The curves: a chart for each metric, of the means or of one picture.

const charts = { image: "", isLog: true };

/** Points of a codec, as [rate, value, setting], in the order of the sweep. */
function curvePoints(metric, codec) {
  if (!charts.image) {
    const curve = comparison.curves.find(c => c.metric === metric.name && c.codec === codec.name);
    return curve.points.map(p => [p.rate, p.value, p.setting]);
  }
  const column = metric.name.replace("-", "_");
  const decibels = value => metric.name === "ms-ssim" && value != null ? -10 * Math.log10(1 - value) : value;
  return comparison.measurements
    .filter(row => row.image === charts.image && row.codec === codec.name)
    .map(row => [row.rate, decibels(row[column]), row.setting])
    .filter(point => point[1] != null && Number.isFinite(point[1]));
}

const digitsOf = metric => ({ ssim: 4, butteraugli: 3 })[metric.name] ?? 2;

/** The value of a curve at a rate, on the line between its neighbours; null outside of it. */
function valueAt(points, rate) {
  const place = value => charts.isLog ? Math.log(value) : value;
  for (let i = 1; i < points.length; i += 1) {
    const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
    if (rate < Math.min(x0, x1) || rate > Math.max(x0, x1)) continue;
    return x0 === x1 ? y1 : y0 + (y1 - y0) * (place(rate) - place(x0)) / (place(x1) - place(x0));
  }
  return null;
}

function linearTicks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= rough * .999);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return { ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step), step };
}

function logTicks(low, high) {
  const ticks = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.log10(high); decade += 1) {
    ticks.push(...[1, 2, 5].map(f => Number(`${f}e${decade}`)));
  }
  return ticks.filter(tick => tick >= low && tick <= high);
}

/** Draws a chart into a figure, and answers pointer and keys. */
function drawChart(figure, metric) {
  const shown = codecs.filter(codec => codec.isShown)
    .map(codec => ({ codec, points: curvePoints(metric, codec) })).filter(curve => curve.points.length);
  const [drawing, values] = [figure.querySelector("svg"), figure.querySelector(".values")];
  values.replaceChildren();
  const width = Math.max(260, figure.clientWidth);
  const height = Math.round(Math.min(380, Math.max(240, width * .8)));
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawing.replaceChildren();
  const counted = comparison.curves.find(c => c.metric === metric.name)?.images ?? 0;
  figure.querySelector("small").textContent =
    !charts.image && counted < comparison.images.length ? ` ${counted} of ${comparison.images.length} pictures` : "";
  const all = shown.flatMap(curve => curve.points);
  if (!all.length) {
    drawing.append(svg("text", { x: width / 2, y: height / 2, "text-anchor": "middle" },
      !codecs.some(codec => codec.isShown) ? "No codec is chosen."
        : charts.image ? "This picture is too small for it." : "No picture is large enough for it."));
    figure.act = () => {};
    return;
  }
  const box = { left: 44, right: width - 10, top: 10, bottom: height - 40 };
  const rates = all.map(p => p[0]);
  const margin = charts.isLog ? 1.06 : 1;
  const [low, high] = [charts.isLog ? Math.min(...rates) / margin : 0, Math.max(...rates) * margin];
  const { ticks, step } = linearTicks(Math.min(...all.map(p => p[1])), Math.max(...all.map(p => p[1])), 6);
  const share = rate => charts.isLog ? Math.log(rate / low) / Math.log(high / low) : rate / high;
  const x = rate => box.left + share(rate) * (box.right - box.left);
  const span = ticks.at(-1) - ticks[0] || 1;
  const y = value => box.bottom - (value - ticks[0]) / span * (box.bottom - box.top);

  const decimals = step >= 1 ? 0 : Math.ceil(-Math.log10(step) - 1e-9);
  for (const tick of ticks) {
    drawing.append(svg("line", { class: "grid", x1: box.left, x2: box.right, y1: y(tick), y2: y(tick) }),
      svg("text", { x: box.left - 6, y: y(tick) + 4, "text-anchor": "end" }, tick.toFixed(decimals)));
  }
  for (const tick of charts.isLog ? logTicks(low, high) : linearTicks(0, high, 5).ticks.filter(t => t <= high)) {
    drawing.append(svg("line", { class: "grid", x1: x(tick), x2: x(tick), y1: box.top, y2: box.bottom }),
      svg("text", { x: x(tick), y: box.bottom + 16, "text-anchor": "middle" }, String(Number(tick.toPrecision(6)))));
  }
  drawing.append(svg("text", { x: box.right, y: height - 6, "text-anchor": "end" }, "bits per pixel"));
  // The first codec lies on top of the others.
  for (const { codec, points } of shown.toReversed()) {
    drawing.append(svg("polyline", {
      class: codec.index ? "curve" : "curve first", style: `stroke: ${codec.colour}`,
      "stroke-dasharray": codec.dash,
      points: points.map(p => `${x(p[0]).toFixed(1)},${y(p[1]).toFixed(1)}`).join(" "),
    }), ...points.map(p => mark(codec, x(p[0]), y(p[1]))));
  }
  const cursor = svg("line", { class: "cursor", y1: box.top, y2: box.bottom, visibility: "hidden" });
  const found = svg("g");
  drawing.append(cursor, found);

  /** Shows all curves at a rate, and the measured point that is meant. */
  function show(rate, near) {
    const at = x(rate);
    cursor.setAttribute("x1", at);
    cursor.setAttribute("x2", at);
    cursor.setAttribute("visibility", "visible");
    found.replaceChildren();
    const rows = shown.map(({ codec, points }) => [codec, valueAt(points, rate)])
      .filter(row => row[1] != null).sort((a, b) => metric.distance ? a[1] - b[1] : b[1] - a[1]);
    for (const [codec, value] of rows) found.append(mark(codec, at, y(value), 1.5));
    const note = near ? `measured: ${near.codec.name} at ${near.point[2]}, `
      + `${near.point[0].toFixed(3)} bpp, ${near.point[1].toFixed(digitsOf(metric))}` : null;
    values.replaceChildren(
      element("b", {}, `${rate.toFixed(3)} bits per pixel`),
      element("table", {}, ...rows.map(([codec, value]) => element("tr", {},
        element("th", {}, codec.name), element("td", {}, value.toFixed(digitsOf(metric)))))),
      ...(note ? [element("small", {}, note)] : []));
    const scale = figure.clientWidth / width;
    const room = figure.clientWidth - values.offsetWidth;
    values.style.left = `${Math.max(0, Math.min(room, at > width / 2
      ? at * scale - values.offsetWidth - 14 : at * scale + 14))}px`;
    // Curves rise to the right, those of a distance fall: so two corners of a chart are free.
    const isTop = at > width / 2 !== metric.distance;
    values.style.top = isTop ? "1.9rem" : "auto";
    values.style.bottom = isTop ? "auto" : "3.2rem";
  }
  function hide() {
    cursor.setAttribute("visibility", "hidden");
    found.replaceChildren();
    values.replaceChildren();
  }
  const rateAt = px => {
    const part = Math.min(1, Math.max(0, (px - box.left) / (box.right - box.left)));
    return charts.isLog ? low * (high / low) ** part : Math.max(part * high, 1e-4);
  };
  const measured = [...new Set(rates)].sort((a, b) => a - b);
  let place = -1;
  figure.act = event => {
    if (event.type === "pointermove" || event.type === "pointerdown") {
      const bounds = drawing.getBoundingClientRect();
      const [px, py] = [event.clientX - bounds.left, event.clientY - bounds.top].map(v => v * width / bounds.width);
      let near = null;
      for (const { codec, points } of shown) {
        for (const point of points) {
          const distance = Math.hypot(x(point[0]) - px, y(point[1]) - py);
          if (distance < 14 && (!near || distance < near.distance)) near = { codec, point, distance };
        }
      }
      show(near ? near.point[0] : rateAt(px), near);
    } else if (event.type === "keydown") {
      const moves = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
      if (event.key === "Escape") return hide();
      if (!(event.key in moves)) return;
      event.preventDefault();
      place = Math.min(measured.length - 1, Math.max(0, place + moves[event.key]));
      const rate = measured[place];
      const curve = shown.find(c => c.points.some(p => p[0] === rate));
      show(rate, { codec: curve.codec, point: curve.points.find(p => p[0] === rate) });
    } else hide();
  };
}

function drawCharts() {
  for (const [index, figure] of [...byId("charts").children].entries()) drawChart(figure, metrics[index]);
}

function startCharts() {
  for (const metric of metrics) {
    const drawing = svg("svg", {
      tabindex: 0, role: "application", "aria-roledescription": "chart",
      "aria-label": `${metric.title} over bits per pixel; arrow keys move along the curves`,
    });
    const figure = element("figure", {},
      element("figcaption", {}, metric.title, element("small")), drawing,
      element("div", { class: "values", role: "status" }));
    for (const type of ["pointermove", "pointerdown", "pointerleave", "keydown", "blur"]) {
      drawing.addEventListener(type, event => figure.act?.(event));
    }
    byId("charts").append(figure);
  }
  for (const codec of codecs) {
    const input = element("input", { type: "checkbox", value: codec.name, checked: true });
    input.addEventListener("change", () => {
      codec.isShown = input.checked;
      drawCharts();
    });
    byId("codecs").append(element("label", { title: codec.summary }, input,
      element("span", {}, swatch(codec), codec.name)));
  }
  byId("curve-image").append(
    element("option", { value: "" }, "mean of all"),
    ...comparison.images.map(name => element("option", { value: name }, name)));
  byId("curve-image").addEventListener("change", event => {
    charts.image = event.target.value;
    drawCharts();
  });
  for (const input of byId("axis").querySelectorAll("input")) {
    input.addEventListener("change", () => {
      charts.isLog = input.value === "log";
      drawCharts();
    });
  }
  new ResizeObserver(drawCharts).observe(byId("charts"));
}
startCharts();
