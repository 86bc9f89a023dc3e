// Side by side: two pictures over each other, and a line between them that moves.

const stage = byId("stage");
const view = {
  picture: null, size: 0, left: "", right: "", divider: .5,
  zoom: 1, // pixels of the screen for one of the picture; "fit" is the width of the page
  isFit: true, x: 0, y: 0, // the corner of the picture, in pixels of the screen
};
const zooms = [["fit", "fit"], [1, "1×"], [2, "2×"], [4, "4×"], [8, "8×"]];

/** What can be seen on a side: the original, or what a codec made of it. */
function seen(name) {
  return view.picture.sizes[view.size]?.files.find(file => file.codec === name) ?? null;
}

function describe(target, name) {
  const file = seen(name);
  if (!file) {
    const { width, height, shown } = view.picture;
    const part = shown.width < width || shown.height < height ? `, the middle ${shown.width} × ${shown.height}` : "";
    target.replaceChildren(element("strong", {}, "as it was"), ` · ${width} × ${height}${part}`);
    return;
  }
  const parts = [];
  for (const metric of metrics) {
    if (file[metric.name] != null) {
      const unit = metric.title.includes("dB") ? " dB" : "";
      parts.push(`${shortTitle(metric).replace(/ \(.*/, "")} ${file[metric.name].toFixed(digitsOf(metric))}${unit}`);
    }
  }
  const reference = view.picture.sizes[view.size].files[0];
  const difference = file === reference ? "" : ` (${signed(100 * (file.bytes / reference.bytes - 1), 1)} %)`;
  target.replaceChildren(
    element("strong", {}, `${file.bytes.toLocaleString("en")} bytes${difference}`),
    ` · ${file.rate.toFixed(3)} bpp`, element("span", {}, parts.join(" · ")));
}

/** Sizes and places of everything on the stage. */
function layOut() {
  if (!view.picture) return;
  const { width, height } = view.picture.shown;
  const room = stage.parentElement.clientWidth;
  const ratio = window.devicePixelRatio || 1;
  const tallest = Math.max(240, window.innerHeight * .85);
  const fit = Math.min(1, room / width, tallest / height);
  // Zoomed, a pixel of the picture is a whole number of those of the screen: nothing is blurred.
  const scale = view.isFit ? fit : view.zoom / ratio;
  if (view.isFit) view.zoom = fit * ratio;
  const stageWidth = Math.min(room, Math.max(width * fit, width * scale));
  const stageHeight = Math.min(tallest, Math.max(height * fit, height * scale));
  stage.style.width = `${stageWidth}px`;
  stage.style.height = `${stageHeight}px`;
  const limit = (place, inner, outer) =>
    inner <= outer ? (outer - inner) / 2 : Math.min(0, Math.max(outer - inner, place));
  view.x = limit(view.x, width * scale, stageWidth);
  view.y = limit(view.y, height * scale, stageHeight);
  view.scale = scale;
  const canvas = byId("canvas");
  canvas.style.width = `${width * scale}px`;
  canvas.style.height = `${height * scale}px`;
  canvas.style.transform = `translate(${view.x}px, ${view.y}px)`;
  const line = view.divider * stageWidth;
  byId("divider").style.left = `${line}px`;
  byId("image-left").style.clipPath = `inset(0 calc(100% - ${line - view.x}px) 0 0)`;
  const isLarger = width * scale > stageWidth + 1 || height * scale > stageHeight + 1;
  stage.classList.toggle("zoomed", isLarger);
  for (const id of ["image-left", "image-right"]) byId(id).classList.toggle("sharp", !view.isFit && scale * ratio >= 1);
  const share = Math.round(100 * view.divider);
  byId("divider").setAttribute("aria-valuenow", share);
  byId("divider").setAttribute("aria-valuetext", `${share} % ${view.left}, ${100 - share} % ${view.right}`);
}

const ramp = [[11, 29, 81], [122, 59, 143], [232, 116, 59], [255, 242, 168]];

/** Draws the map of the file at hand, stretched over what its values span. */
async function drawMap() {
  const file = [view.left, view.right].map(seen).find(f => f?.importance)
    ?? view.picture.sizes[view.size]?.files.find(f => f.importance);
  const overlay = byId("overlay");
  byId("map").disabled = !file;
  byId("map-label").textContent = file ? `Importance map of ${file.codec}` : "No importance map";
  overlay.hidden = !file || !byId("map").checked;
  byId("map-note").replaceChildren();
  if (!file) {
    byId("map-note").textContent = "None of these files has an importance map: all parts of the picture are alike to them.";
    return;
  }
  if (overlay.hidden) return;
  const image = new Image();
  image.src = file.importance;
  await image.decode();
  [overlay.width, overlay.height] = [image.width, image.height];
  const context = overlay.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height);
  let [low, high] = [255, 0];
  for (let i = 0; i < pixels.data.length; i += 4) {
    low = Math.min(low, pixels.data[i]);
    high = Math.max(high, pixels.data[i]);
  }
  for (let i = 0; i < pixels.data.length; i += 4) {
    const place = (ramp.length - 1) * (high > low ? (pixels.data[i] - low) / (high - low) : .5);
    const [from, to] = [ramp[Math.floor(place)], ramp[Math.ceil(place)]];
    for (let c = 0; c < 3; c += 1) pixels.data[i + c] = from[c] + (to[c] - from[c]) * (place % 1);
  }
  context.putImageData(pixels, 0, 0);
  byId("map-note").append(`Map of ${file.codec}: fewer bits`, element("span", { class: "ramp" }), "more bits");
}

function showSides() {
  for (const side of ["left", "right"]) {
    const file = seen(view[side]);
    const image = byId(`image-${side}`);
    image.src = file?.data ?? view.picture.data;
    image.alt = `${view.picture.name}, ${file ? file.codec : "original"}`;
    describe(byId(`${side}-figures`), view[side]);
  }
  const size = view.picture.sizes[view.size];
  stage.setAttribute("aria-label", `${view.picture.name}: ${view.left} on the left, ${view.right} on the right`);
  byId("matching").textContent = size ? `${size.files[0].codec} has its largest file of at most ${size.rate} bits per pixel;`
    + " every other codec its smallest file that is not smaller than that one, or where its settings end, the nearest." : "";
  layOut();
  drawMap();
}

function fillSides() {
  const available = ["original", ...(view.picture.sizes[view.size]?.files ?? []).map(file => file.codec)];
  if (!available.includes(view.left)) view.left = available[1] ?? "original";
  if (!available.includes(view.right)) view.right = available.at(-1);
  for (const side of ["left", "right"]) {
    byId(side).replaceChildren(...available.map(name =>
      element("option", { value: name, selected: name === view[side] }, name)));
  }
  showSides();
}

function choosePicture(index) {
  view.picture = JSON.parse(byId(`picture-${index}`).textContent);
  byId("picture").value = index;
  view.size = Math.min(view.size, Math.max(0, view.picture.sizes.length - 1));
  byId("sizes").hidden = view.picture.sizes.length < 2;
  choices(byId("sizes"), "size", view.picture.sizes.map((size, i) => [i, String(size.rate)]), view.size, value => {
    view.size = Number(value);
    fillSides();
  });
  fillSides();
}

/** Zooms, and keeps the place of the picture that lies under (x, y) of the stage. */
function setZoom(value, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  const place = [(x - view.x) / view.scale, (y - view.y) / view.scale];
  view.isFit = value === "fit";
  if (!view.isFit) view.zoom = Number(value);
  const scale = view.isFit ? view.scale : view.zoom / (window.devicePixelRatio || 1);
  [view.x, view.y] = [x - place[0] * scale, y - place[1] * scale];
  for (const input of byId("zoom").querySelectorAll("input")) input.checked = input.value === String(value);
  layOut();
}

function stepZoom(direction) {
  const steps = zooms.map(zoom => zoom[0]);
  const current = view.isFit ? 0 : steps.findLastIndex(step => step !== "fit" && step <= view.zoom + 1e-6);
  setZoom(steps[Math.min(steps.length - 1, Math.max(0, current + direction))]);
}

function moveDivider(share) {
  view.divider = Math.min(1, Math.max(0, share));
  layOut();
}

/** Pointers: one moves the line or the picture, two zoom. */
function startPointers() {
  const held = new Map();
  let isLine = false;
  let spread = 0;
  const spreadNow = () => {
    const [a, b] = [...held.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  stage.addEventListener("pointerdown", event => {
    if (event.button > 0) return;
    const onLine = byId("divider").contains(event.target);
    isLine = onLine || !stage.classList.contains("zoomed");
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    stage.setPointerCapture(event.pointerId);
    stage.classList.toggle("moving", !isLine);
    if (held.size === 2) spread = spreadNow() / view.scale;
    if (isLine && !onLine && held.size === 1 && event.pointerType === "mouse") {
      moveDivider((event.clientX - stage.getBoundingClientRect().left) / stage.clientWidth);
    }
  });
  stage.addEventListener("pointermove", event => {
    const before = held.get(event.pointerId);
    if (!before) return;
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const bounds = stage.getBoundingClientRect();
    if (held.size === 2) {
      const [a, b] = [...held.values()];
      const zoom = spreadNow() / spread * (window.devicePixelRatio || 1);
      setZoom(Math.min(16, Math.max(.5, zoom)), (a.x + b.x) / 2 - bounds.left, (a.y + b.y) / 2 - bounds.top);
    } else if (isLine) {
      moveDivider((event.clientX - bounds.left) / bounds.width);
    } else {
      view.x += event.clientX - before.x;
      view.y += event.clientY - before.y;
      layOut();
    }
  });
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
    stage.addEventListener(type, event => {
      held.delete(event.pointerId);
      if (!held.size) stage.classList.remove("moving");
    });
  }
}

function startKeys() {
  byId("divider").addEventListener("keydown", event => {
    const step = event.shiftKey ? .1 : .01;
    const places = {
      ArrowLeft: view.divider - step, ArrowDown: view.divider - step, PageDown: view.divider - .1,
      ArrowRight: view.divider + step, ArrowUp: view.divider + step, PageUp: view.divider + .1, Home: 0, End: 1,
    };
    if (!(event.key in places)) return;
    event.preventDefault();
    event.stopPropagation();
    moveDivider(places[event.key]);
  });
  stage.addEventListener("keydown", event => {
    const moves = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (event.key === "+" || event.key === "=") stepZoom(1);
    else if (event.key === "-") stepZoom(-1);
    else if (event.key in moves && stage.classList.contains("zoomed")) {
      event.preventDefault();
      view.x += 60 * moves[event.key][0];
      view.y += 60 * moves[event.key][1];
      layOut();
    }
  });
}

function startPictures() {
  if (!figures.pictures.length) return;
  byId("pictures").hidden = false;
  const count = figures.pictures.length;
  byId("picture").append(...figures.pictures.map((name, index) => element("option", { value: index }, name)));
  byId("picture").addEventListener("change", event => choosePicture(Number(event.target.value)));
  const turn = by => choosePicture((Number(byId("picture").value) + by + count) % count);
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  for (const side of ["left", "right"]) {
    byId(side).addEventListener("change", event => {
      view[side] = event.target.value;
      showSides();
    });
  }
  byId("map").addEventListener("change", drawMap);
  choices(byId("zoom"), "zoom", zooms, "fit", setZoom);
  startPointers();
  startKeys();
  new ResizeObserver(layOut).observe(stage.parentElement);
  window.addEventListener("resize", layOut);
  choosePicture(0);
}
startPictures();
