// The page of one report. The article, its marks and the charts are in the page; the figures behind them in #data.

const data = JSON.parse(byId("data").textContent);
const marks = all("#article mark").map((element) => ({
  element,
  flags: element.dataset.f.split(",").map(Number),
  shown: [],
}));
const markOf = new Map(marks.map((mark) => [mark.element, mark]));
const sentences = all("#article .s");
const TECHNIQUE = 1, SCORE = 2, EVIDENCE = 3, REST = 4, SAID = 5;
const percent = (share) => `${(100 * share).toFixed(2)}%`;

// ---- which flags are shown

function passing() {
  const off = (name) => new Set(all(`input[name=${name}]:not(:checked)`).map((box) => Number(box.value)));
  const techniques = off("technique"), speakers = off("speaker");
  const voices = new Set(all("input[name=voice]:not(:checked)").map((box) => box.value));
  const least = Number(byId("least").value);
  return data.flags.map((flag) => {
    const [voice, , speaker] = data.said[flag[SAID]];
    return flag[SCORE] >= least && !techniques.has(flag[TECHNIQUE]) && !speakers.has(speaker) && !voices.has(voice);
  });
}

function filter() {
  const passes = passing();
  for (const mark of marks) {
    mark.shown = mark.flags.filter((number) => passes[number]);
    const { element, shown } = mark;
    const techniques = shown.map((number) => data.techniques[data.flags[number][TECHNIQUE]]);
    element.className = shown.length
      ? `on g${techniques[0].group} ${data.said[data.flags[shown[0]][SAID]][0]}` : "";
    element.dataset.k = [...new Set(techniques.map((technique) => data.letters[technique.group]))].join("");
    if (shown.length) element.setAttribute("aria-describedby", techniques.map((technique) => `t-${technique.id}`).join(" "));
    else element.removeAttribute("aria-describedby");
    element.tabIndex = -1;
  }
  const first = marks.find((mark) => mark.shown.length);
  if (first) first.element.tabIndex = 0;
  const found = new Map();
  passes.forEach((passes_, number) => {
    if (!passes_) return;
    const flag = data.flags[number];
    found.set(flag[0], (found.get(flag[0]) || new Set()).add(flag[TECHNIQUE]));
  });
  const count = passes.filter(Boolean).length;
  byId("count").textContent = `${count} of ${passes.length} flags shown, in ${found.size} of ${sentences.length} sentences`;
  byId("least-value").textContent = Number(byId("least").value).toFixed(2);
  drawFound(found);
  showRows(found);
  for (const button of all(".groups button")) {
    button.setAttribute("aria-pressed", String(groupBoxes(button).some((box) => box.checked)));
  }
  hidePanel();
}

const groupBoxes = (button) =>
  all("input[name=technique]").filter((box) => data.techniques[Number(box.value)].group === Number(button.value));

function setBoxes(boxes, checked) {
  for (const box of boxes) box.checked = checked;
  filter();
}

// ---- the panel

let pinned = false;

/** A bar from the left or from the middle; what it shows stands beside it in figures. */
function bar(look, value, widest) {
  const filled = make("i", value < 0 ? { class: "against" } : {});
  filled.style.width = percent(Math.abs(value) / widest);
  return make("div", { class: look, "aria-hidden": "true" }, filled);
}

/** One piece of evidence: its words, kind and source, its log-odds, and a bar from the middle. */
function evidenceRow([text, kind, contribution, source], widest) {
  const figure = (contribution < 0 ? "\u2212" : "+") + Math.abs(contribution).toFixed(2);
  const where = source === null ? data.kinds[kind] : `${data.kinds[kind]}, ${data.sources[source]}`;
  const words = make("span", {}, make("bdi", {}, text), make("span", { class: "soft" }, ` (${where})`));
  return make("li", {}, make("div", { class: "what" }, words, make("span", { class: "number" }, figure)),
    bar("push", contribution, 2 * widest));
}

/** Who says something, as nodes: "Davit Orlemsk (quoted)", or "the article". */
function who(number) {
  const [voice, speaker] = data.said[number];
  return speaker === null ? [data.voices[voice]] : [make("bdi", {}, speaker), ` (${data.voices[voice]})`];
}

function flagSection(number) {
  const flag = data.flags[number];
  const technique = data.techniques[flag[TECHNIQUE]];
  const letter = make("span", { class: "letter", "aria-hidden": "true" }, data.letters[technique.group]);
  const score = flag[SCORE].toFixed(2);
  const section = make("section", { class: `g${technique.group}` },
    make("h3", {}, letter, ` ${technique.name}`),
    make("p", { class: "soft" }, `${data.groups[technique.group]}. ${technique.definition}`),
    make("p", {}, `Probability of the sentence: ${score}`), bar("push whole", flag[SCORE], 1),
    make("p", {}, "Who speaks: ", ...who(flag[SAID])));
  if (flag[EVIDENCE].length) {
    const widest = Math.max(...flag[EVIDENCE].map(([, , contribution]) => Math.abs(contribution)));
    section.append(make("h4", { class: "hidden" }, "Evidence"), make("p", { class: "soft" }, "What in these words speaks for it (+) or against it (\u2212), in log-odds:"),
      make("ul", {}, ...flag[EVIDENCE].map((piece) => evidenceRow(piece, widest))));
    if (flag[REST]) section.append(make("p", { class: "soft" }, `and ${flag[REST]} smaller`));
  }
  return section;
}

/** The marks at an element that are shown, the innermost first. */
function markedAt(element) {
  const found = [];
  for (let at = element.closest?.("mark.on"); at; at = at.parentElement.closest("mark.on")) found.push(at);
  return found;
}

function showPanel(element) {
  const marked = markedAt(element);
  if (!marked.length) return;
  all("mark.shown").forEach((other) => other.classList.remove("shown"));
  marked[0].classList.add("shown");
  const numbers = [...new Set(marked.flatMap((one) => markOf.get(one).shown))];
  const sentence = data.flags[numbers[0]][0];
  byId("panel-body").replaceChildren(
    make("p", {}, "\u201c", make("span", { class: "words" }, marked[0].textContent), `\u201d in sentence ${sentence + 1}`),
    ...numbers.map(flagSection));
  byId("panel").classList.add("open");
  document.body.classList.add("opened");
}

function hidePanel() {
  pinned = false;
  all("mark.shown").forEach((other) => other.classList.remove("shown"));
  byId("panel-body").replaceChildren(make("p", { class: "soft" }, byId("panel-body").dataset.empty));
  byId("panel").classList.remove("open");
  document.body.classList.remove("opened");
}

function moveAmongMarks(event) {
  const shown = marks.filter((mark) => mark.shown.length).map((mark) => mark.element);
  const at = shown.indexOf(document.activeElement);
  if (at < 0) return;
  if (event.key === "Enter" || event.key === " ") {
    pinned = !pinned;
    event.preventDefault();
    return;
  }
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  shown[Math.min(Math.max(to, 0), shown.length - 1)].focus();
}

function listenToArticle(article) {
  article.addEventListener("mouseover", (event) => { if (!pinned) showPanel(event.target); });
  article.addEventListener("focusin", (event) => {
    if (!markOf.has(event.target)) return;
    pinned = false;
    // one stop for the Tab key: the mark where the reader was last
    marks.forEach((mark) => { if (mark.element.tabIndex === 0) mark.element.tabIndex = -1; });
    event.target.tabIndex = 0;
    showPanel(event.target);
    // on a phone the panel lies over the lower part of the page
    event.target.scrollIntoView({ block: "nearest" });
  });
  article.addEventListener("click", (event) => {
    const [marked] = markedAt(event.target);
    if (!marked) return;
    marked.focus({ preventScroll: true });
    showPanel(marked);
    pinned = true;
  });
  article.addEventListener("keydown", moveAmongMarks);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hidePanel(); });
  byId("close").addEventListener("click", hidePanel);
}

// ---- the strip chart

let here = 0;

function drawFound(found) {
  const bars = [...found.keys()].map((number) => {
    const height = Math.max(2, 100 * data.sentences[number][0]);
    return `M${number} 100v${-height.toFixed(1)}h1v${height.toFixed(1)}z`;
  });
  byId("found")?.setAttribute("d", bars.join(""));
}

function goTo(number, focus) {
  here = Math.min(Math.max(number, 0), sentences.length - 1);
  const strip = byId("strip");
  strip.setAttribute("aria-valuenow", here + 1);
  strip.setAttribute("aria-valuetext", `sentence ${here + 1} of ${sentences.length}, propaganda ${data.sentences[here][0].toFixed(2)}`);
  byId("here").setAttribute("x", here);
  byId("here").removeAttribute("visibility");
  const sentence = sentences[here];
  all(".s.current").forEach((other) => other.classList.remove("current"));
  sentence.classList.add("current");
  sentence.scrollIntoView({ block: "center" });
  if (focus) {
    sentence.tabIndex = -1;
    sentence.focus({ preventScroll: true });
  }
}

function listenToStrip(strip) {
  const at = (event) => {
    const box = strip.getBoundingClientRect();
    return Math.min(Math.max(Math.floor((sentences.length * (event.clientX - box.left)) / box.width), 0), sentences.length - 1);
  };
  strip.addEventListener("click", (event) => goTo(at(event), false));
  strip.addEventListener("mousemove", (event) => {
    const number = at(event);
    strip.title = `Sentence ${number + 1}: ${data.sentences[number][0].toFixed(2)}`;
  });
  strip.addEventListener("keydown", (event) => {
    if (event.key === "Enter") goTo(here, true);
    const to = { ArrowRight: here + 1, ArrowUp: here + 1, ArrowLeft: here - 1, ArrowDown: here - 1, PageUp: here + 10, PageDown: here - 10, Home: 0, End: sentences.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    goTo(to, false);
  });
}

// ---- the table of sentences

function fillTable(body) {
  const figure = (value, look) => make("td", { class: look, "data-v": value }, value.toFixed(2));
  const rows = data.sentences.map(([propaganda, bias, whose, place], number) => {
    const link = make("a", { href: `#s${number + 1}` }, sentences[number].textContent);
    return make("tr", {}, make("td", { class: "number wide", "data-v": number }, place), make("td", {}, link),
      make("td", { class: "wide" }, ...who(whose)), make("td"), figure(propaganda, "number"), figure(bias, "number wide"));
  });
  body.append(...rows);
  return rows;
}

const rows = sentences.length ? fillTable(byId("rows")) : [];

/** Show the techniques that the filters leave to each sentence, and only such sentences where that is asked for. */
function showRows(found) {
  const only = byId("only").checked;
  rows.forEach((row, number) => {
    const techniques = found.get(number);
    row.hidden = only && !techniques;
    row.cells[3].textContent = techniques ? [...techniques].map((index) => data.techniques[index].name).join(", ") : "";
  });
}

listenToArticle(byId("article"));
if (byId("strip")) listenToStrip(byId("strip"));
byId("filters").addEventListener("input", filter);
byId("only").addEventListener("change", filter);
byId("filters").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.id === "everything") {
    byId("least").value = 0;
    setBoxes(all("#filters input[type=checkbox]"), true);
  } else if (button.parentElement.parentElement.classList.contains("groups")) {
    const boxes = groupBoxes(button);
    setBoxes(boxes, !boxes.some((box) => box.checked));
  }
});
filter();
document.documentElement.dataset.ready = "";
