// Before a page is printed: measures what the screen shows, so that the style of the paper can make it fit.
(() => {
  // Pixels between the margins of A4 (96 to the inch), and what a figure may take of a sheet's height.
  const UPRIGHT = { width: 703, height: 1047, figure: 760 }, ACROSS = { width: 1032, height: 718, figure: 430 };
  const LONG = 1.7, SMALLEST = 0.55, WRAPPED = 1.25;
  const OWN_SHEET = ".st-key-one-page-sheet, .st-key-frame-region-profile";
  const turned = document.createElement("style");

  const quoted = text => `"${text.replace(/["\\\n]/g, "\\$&")}"`;

  function sayWhere() {
    const line = document.querySelector(".paper-line"), root = document.documentElement.style;
    const address = new URL(location.href), now = new Date();
    if (line) address.searchParams.set("snapshot", line.dataset.snapshot);
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(part => String(part).padStart(2, "0"));
    root.setProperty("--paper-date", quoted(day.join("-")));
    root.setProperty("--paper-address", quoted(address.href));
  }

  function prepare() {
    sayWhere();
    if (document.querySelector(OWN_SHEET)) return;
    const shown = element => element.getClientRects().length > 0;
    const charts = [...document.querySelectorAll(".js-plotly-plot .svg-container")].filter(shown);
    const tables = [...document.querySelectorAll("table.atlas-table")].filter(shown);
    const isWide = charts.some(chart => chart.clientWidth > 1.75 * UPRIGHT.width)
      || tables.some(table => least(table) > UPRIGHT.width);
    const sheet = isWide ? ACROSS : UPRIGHT;
    if (isWide) {
      document.body.append(turned);
      // By rule and not as text: the page allows no style that is written into it later.
      turned.sheet.insertRule("@page { size: A4 landscape; }");
    }
    for (const chart of charts) {
      const width = chart.clientWidth, height = chart.clientHeight, isLong = height > LONG * width;
      for (const svg of chart.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      const most = isLong ? width : Math.min(width, sheet.figure * width / height);
      chart.style.setProperty("--paper-chart", `${most}px`);
      chart.style.setProperty("--paper-ratio", `${width} / ${height}`);
    }
    for (const table of tables) {
      table.style.setProperty("--paper-fit", Math.max(SMALLEST, Math.min(1, (sheet.width - 24) / least(table))));
    }
    for (const frame of document.querySelectorAll('[class*="st-key-frame-"]')) {
      frame.dataset.paper = height(frame, sheet) > 0.9 * sheet.height ? "long" : "";
    }
  }

  // Height that a frame will take on a sheet, roughly: figures keep their shape, text wraps on narrower lines.
  function height(frame, sheet) {
    let rest = frame.clientHeight, most = 0;
    for (const chart of frame.querySelectorAll(".svg-container")) {
      rest -= chart.closest('[class*="st-key-window-"], [data-testid="stElementContainer"]').clientHeight;
      most += parseFloat(chart.style.getPropertyValue("--paper-chart")) * chart.clientHeight / chart.clientWidth;
    }
    for (const table of frame.querySelectorAll("table.atlas-table")) {
      rest -= table.closest(".table-scroll")?.clientHeight ?? table.clientHeight;
      most += WRAPPED * table.clientHeight * Math.max(1, table.clientWidth / sheet.width);
    }
    return most + WRAPPED * Math.max(rest, 0) * Math.max(1, frame.clientWidth / sheet.width);
  }

  // Width below which the cells of a table would be cut.
  function least(table) {
    const width = table.style.width;
    table.style.width = "min-content";
    const found = table.offsetWidth;
    table.style.width = width;
    return found;
  }

  addEventListener("beforeprint", prepare);
  // What was measured for the paper holds for the paper alone: a screen that is resized later draws anew.
  function restore() {
    turned.remove();
    for (const svg of document.querySelectorAll(".js-plotly-plot .main-svg[viewBox]")) svg.removeAttribute("viewBox");
    for (const part of document.querySelectorAll(".svg-container, table.atlas-table")) {
      for (const name of ["--paper-chart", "--paper-ratio", "--paper-fit"]) part.style.removeProperty(name);
    }
  }

  addEventListener("afterprint", restore);
})();
