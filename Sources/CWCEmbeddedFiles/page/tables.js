// What is told in words and tables.

const first = codecs[0];
const others = codecs.slice(1);
const shortTitle = metric => metric.title.replace(/, dB| \(less is better\)/, "");

function rateOf(metric, codec, against) {
  return comparison.bd_rates.find(row =>
    row.metric === metric.name && row.codec === codec.name && row.against === against.name)?.percent;
}

function tellTitle() {
  const count = counted(comparison.images.length, "picture");
  byId("title").textContent = others.length ? `${first.name} beside ${names(others.map(c => c.name))}` : first.name;
  document.title = byId("title").textContent;
  byId("lead").textContent = `${count}, ${counted(comparison.measurements.length, "file")}. `
    + "Bytes are those of whole files, pixels what the files decode to.";
}

function tellRates() {
  if (!others.length) return;
  byId("verdict").append(table(
    `Bits that ${first.name} needs for the same quality, compared with each other codec: BD-rate of the mean curves, – where they share no quality`,
    ["against", ...metrics.map(shortTitle)],
    others.map(other => [other.name, ...metrics.map(metric => percent(rateOf(metric, first, other)))])));
  for (const metric of metrics) {
    byId("matrices").append(table(
      `By ${shortTitle(metric)}: rows against columns`,
      ["", ...codecs.map(codec => codec.name)],
      codecs.map(codec => [codec.name,
        ...codecs.map(other => codec === other ? "" : percent(rateOf(metric, codec, other)))])));
  }
}

/** Where the first codec loses: nothing is rounded away. */
function tellLosses() {
  if (!others.length) return;
  const box = byId("losses");
  box.append(element("h3", {}, `Where ${first.name} loses`));
  if (!comparison.losses.length) {
    box.append(element("p", { class: "note" },
      "In bits: nowhere within the quality that both curves reach, by none of these figures, on none of these pictures."));
  }
  const slow = slownesses();
  box.append(element("ul", {}, ...comparison.losses.map(loss => {
    const metric = metrics.find(m => m.name === loss.metric);
    const parts = [];
    if (loss.percent != null) parts.push(`by the mean, ${signed(loss.percent, 1)} %`);
    if (loss.rates.length) {
      parts.push(`from ${loss.rates.map(r => `${r[0].toFixed(3)} to ${r[1].toFixed(3)}`).join(" and from ")} bits per pixel`);
    }
    if (loss.images.length) {
      parts.push(`on ${loss.images.length} of ${counted(comparison.images.length, "picture")}`);
    }
    const pictures = loss.images.map(i => `${i.image}\u00a0${signed(i.percent, 1)}\u00a0%`).join(", ");
    return element("li", {}, `${shortTitle(metric)}, against ${loss.against}: ${parts.join("; ")}`,
      pictures ? element("small", {}, ` (${pictures})`) : null);
  }), ...slow.map(text => element("li", {}, text))));
}

/** The times of the first codec as multiples of those of quicker ones. */
function slownesses() {
  const mean = (codec, column) => {
    const values = comparison.means.filter(row => row.codec === codec.name).map(row => row[column]);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return [["encode_s", "Time to encode"], ["decode_s", "Time to decode"]].flatMap(([column, title]) => {
    const factors = others.map(other => [other, mean(first, column) / mean(other, column)]).filter(f => f[1] >= 1.1);
    if (!factors.length) return [];
    return [`${title}: ${names(factors.map(([other, factor]) =>
      `${factor < 10 ? factor.toFixed(1) : Math.round(factor)} times that of ${other.name}`))}`];
  });
}

function tellImageRates() {
  if (!others.length) return byId("by-image").remove();
  const find = (image, metric, against) => comparison.bd_rates_by_image.find(row =>
    row.image === image && row.metric === metric.name && row.against === against.name)?.percent;
  byId("image-rates").append(table(
    `BD-rate of ${first.name} on each picture`,
    ["", ...others.flatMap(other => metrics.map(metric => `${other.name}: ${shortTitle(metric)}`))],
    comparison.images.map(image => [image,
      ...others.flatMap(other => metrics.map(metric => percent(find(image, metric, other))))])));
}

function tellTimes() {
  const milliseconds = value => `${(1000 * value).toFixed(value < .01 ? 1 : 0)} ms`;
  const range = (codec, column) => {
    const values = comparison.means.filter(row => row.codec === codec.name).map(row => row[column]);
    if (!values.length) return null;
    const [low, high] = [Math.min(...values), Math.max(...values)].map(milliseconds);
    return low === high ? low : `${low} – ${high}`;
  };
  byId("times").append(table(
    "Mean wall time of a picture, from the fastest to the slowest setting; programs of the system include their start",
    ["", "encode", "decode"],
    codecs.map(codec => [codec.name, range(codec, "encode_s"), range(codec, "decode_s")])));
}

function tellHow() {
  for (const codec of codecs) {
    byId("codec-list").append(element("dt", {}, swatch(codec), codec.name), element("dd", {}, codec.summary));
  }
  byId("remarks").textContent = figures.remarks.join("; ");
  if (!comparison.skipped.length) return;
  byId("skipped").append(element("h3", {}, "Left out"), element("ul", {}, ...comparison.skipped.map(skip =>
    element("li", {}, `${skip.subject}: ${skip.failed ? "failed: " : ""}${skip.reason}`))));
}

tellTitle();
tellRates();
tellLosses();
tellImageRates();
tellTimes();
tellHow();
