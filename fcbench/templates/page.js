"use strict";
// Two things: arrows in the margin, from positions on the page, and the marking of a claim's pieces.
// All that is said stands in the HTML, with links; without this script nothing is lost but the sight.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const by = (id) => document.getElementById(id);
  const claims = [...document.querySelectorAll(".claim")];
  const runsOf = (claim) => claim.dataset.runs.split(" ").filter(Boolean).map((run) => run.split("-").map(Number));
  let chosen = null, lit = [];

  const shape = (kind, attributes, style) => {
    const element = document.createElementNS(SVG, kind);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.setAttribute("class", style);
    return element;
  };

  // A lane for each arrow, such that those side by side do not meet while there are lanes; the shortest lies innermost.
  const lanes = (arrows, most) => {
    const taken = [];
    for (const arrow of [...arrows].sort((one, other) => one.high - one.low - (other.high - other.low))) {
      let lane = taken.slice(0, most).findIndex((held) => held.every(([low, high]) => arrow.high < low || arrow.low > high));
      if (lane < 0) lane = taken.length < most ? taken.length : most - 1;
      taken[lane] = taken[lane] || [];
      if (taken[lane].length < 200) taken[lane].push([arrow.low - 4, arrow.high + 4]); // beyond that they meet anyway
      arrow.lane = lane;
    }
  };

  const draw = (sheet) => {
    const svg = sheet.querySelector(".arrows"), frame = svg.getBoundingClientRect();
    if (!frame.width) return;
    const middle = (id) => {
      const box = by(id).getClientRects()[0];
      return box ? box.top + box.height / 2 - frame.top : null;
    };
    const arrows = [];
    for (const line of sheet.closest(".section").querySelectorAll("[data-from]")) {
      const from = middle(line.dataset.from), to = middle(line.dataset.to);
      if (from === null || to === null) continue;
      const start = from, end = to;
      const style = ["against", "pro", "neither"].find((name) => line.classList.contains(name));
      arrows.push({ start, end, low: Math.min(start, end), high: Math.max(start, end), style, claim: line.closest(".claim").id });
    }
    const ends = new Map(); // arrows to one place come in one below the other
    for (const arrow of arrows) ends.set(arrow.end, [...(ends.get(arrow.end) || []), arrow]);
    for (const [end, meeting] of ends)
      meeting.forEach((arrow, place) => (arrow.end = end + (place - (meeting.length - 1) / 2) * Math.min(7, 18 / meeting.length)));
    const edge = frame.width - 6, most = Math.max(2, Math.floor((edge - 8) / 7));
    lanes(arrows, most);
    const fragment = document.createDocumentFragment();
    for (const { start, end, lane, style, claim } of arrows) {
      const x = edge - 11 - lane * 7, bend = Math.min(6, Math.abs(end - start) / 2) * Math.sign(end - start);
      const path = `M${edge} ${start}H${x + 6}Q${x} ${start} ${x} ${start + bend}V${end - bend}Q${x} ${end} ${x + 6} ${end}H${edge - 4}`;
      const tip = `M${edge + 3} ${end}l-7 -3.5v7z`;
      for (const [d, kind] of [[path, style], [tip, `tip ${style}`]]) {
        const drawn = shape("path", { d }, kind);
        drawn.dataset.claim = claim;
        fragment.append(drawn);
      }
    }
    svg.replaceChildren(fragment);
    mark(svg);
  };

  const mark = (svg) => {
    let some = false;
    for (const path of svg.children) {
      const on = chosen !== null && path.dataset.claim === chosen.id;
      path.classList.toggle("on", on);
      some = some || on;
    }
    svg.classList.toggle("some", some);
  };

  const choose = (claim) => {
    if (claim === chosen) return;
    lit.forEach((piece) => piece.classList.remove("on"));
    if (chosen) chosen.removeAttribute("aria-current");
    chosen = claim;
    lit = [];
    if (claim) {
      claim.setAttribute("aria-current", "true");
      for (const [low, high] of runsOf(claim))
        for (let number = low; number <= high; number++) lit.push(by(`p${claim.dataset.article}-${number}`));
      lit.forEach((piece) => piece.classList.add("on"));
    }
    document.querySelectorAll(".arrows").forEach(mark);
  };

  const within = (element, box) => {
    const top = element.getBoundingClientRect().top;
    return top >= box.top && top < box.bottom;
  };

  for (const claim of claims) {
    claim.addEventListener("focusin", () => choose(claim));
    claim.addEventListener("click", (event) => {
      choose(claim);
      if (lit.length && !event.target.closest("a") && !within(lit[0], { top: 0, bottom: innerHeight }))
        lit[0].scrollIntoView({ block: "center" });
    });
  }
  document.querySelectorAll(".text").forEach((text) =>
    text.addEventListener("click", (event) => {
      const piece = event.target.closest("[id^=p]");
      if (!piece) return choose(null);
      const [article, number] = piece.id.slice(1).split("-").map(Number);
      const holding = claims.filter(
        (claim) => Number(claim.dataset.article) === article && runsOf(claim).some(([low, high]) => low <= number && number <= high)
      );
      if (!holding.length) return;
      const next = holding[(holding.indexOf(chosen) + 1) % holding.length]; // one click after the other, if several
      choose(next);
      if (!event.target.closest("a")) next.scrollIntoView({ block: "nearest" });
    })
  );
  addEventListener("keydown", (event) => event.key === "Escape" && choose(null));
  const arrive = () => {
    const target = by(location.hash.slice(1)), claim = target && target.closest(".claim");
    if (claim) choose(claim);
  };
  addEventListener("hashchange", arrive);
  arrive();

  let due = 0;
  const redraw = () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => document.querySelectorAll(".sheet").forEach(draw));
  };
  const watcher = new ResizeObserver(redraw);
  document.querySelectorAll(".sheet").forEach((sheet) => watcher.observe(sheet));
})();
