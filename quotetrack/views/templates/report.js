"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const columns = data.statements;
  const names = Object.keys(columns);
  const statements = columns.statement_id.map((_, number) => {
    const row = { number };
    for (const name of names) row[name] = columns[name][number];
    row.speakers = row.speaker ? row.speaker.split("; ") : [];
    return row;
  });
  const articles = data.articles;
  articles.forEach((article, place) => { article.place = place; article.statements = []; });
  const bySpeaker = new Map();
  for (const row of statements) {
    articles[row.article].statements.push(row);
    for (const name of row.speakers) {
      if (!bySpeaker.has(name)) bySpeaker.set(name, []);
      bySpeaker.get(name).push(row);
    }
  }
  const titleOf = article => article.title || article.name;
  const page = document.getElementById("page");
  const status = document.getElementById("status");
  const PART = 100;

  // All text goes through here or textContent; only an article's marked text, escaped when it was made, is markup.
  function h(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== ""));
    return element;
  }
  const svg = (tag, properties, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const many = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
  const speakerLink = name => h("a", { href: `#/speaker/${encodeURIComponent(name)}` }, name);
  const articleLink = (article, text, row) =>
    h("a", { href: `#/article/${encodeURIComponent(article.name)}${row ? `/${row.statement_id}` : ""}` }, text);
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const byDate = (a, b) => compare(a.said_on || "~", b.said_on || "~") || a.number - b.number;
  const orders = { "": (a, b) => compare(b.said_on, a.said_on) || a.number - b.number, oldest: byDate,
    sure: (a, b) => b.confidence - a.confidence || a.number - b.number };
  const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'").replace(/[“”]/g, '"').toLowerCase();

  // A statement as an item of a list; `within` is what the reader knows already: "speaker" or "article".
  function item(row, within) {
    const article = articles[row.article];
    const times = row.occurrences > 1
      ? h("a", { href: `#/claim/${row.claim_id}` }, `said ${row.occurrences} times`) : null;
    const who = row.speakers.length
      ? row.speakers.flatMap((name, place) => [place ? "; " : null, speakerLink(name)]) : "speaker not known";
    const facts = [
      row.quotation_type, row.attribution_type && row.attribution_type !== "assertion" ? row.attribution_type : null,
      row.addressee ? `to ${row.addressee}` : null, row.medium || null, times,
      row.opposed ? h("a", { href: `#/claim/${row.claim_id}` }, "stands against another claim") : null,
      row.reviewed || null, row.note ? `note: ${row.note}` : null, `confidence ${Math.round(row.confidence * 100)} %`,
    ].filter(Boolean).flatMap((fact, place) => [place ? " · " : null, fact]);
    return h("li", { class: within === "article" ? `c${article.colours[row.speaker] || 0}` : null },
      h("p", null, row.said_on ? h("time", { class: "date", datetime: row.said_on }, row.said_on) : null, " ",
        within === "speaker" ? null : who, within !== "speaker" && row.cue ? ` ${row.cue}` : null,
        " ", row.polarity === "denied" ? h("span", { class: "tag denied" }, "denied") : null),
      h("p", { class: "said" }, within === "article"
        ? h("a", { href: `#/article/${encodeURIComponent(article.name)}/${row.statement_id}` }, row.claim) : row.claim),
      h("p", { class: "facts-line" }, ...facts,
        within === "article" ? null : h("span", null, " · ", articleLink(article, titleOf(article), row),
          article.publisher ? `, ${article.publisher}` : null)));
  }

  // A list that shows a part first and more on demand.
  function shown(rows, make, holder) {
    let end = 0;
    const more = h("p", { class: "more" }, h("button", { type: "button", onclick: () => next(true) }, ""));
    function next(focus) {
      const added = rows.slice(end, end + PART).map(make);
      holder.append(...added);
      end += added.length;
      more.hidden = end >= rows.length;
      more.firstChild.textContent = `Show ${Math.min(PART, rows.length - end)} more of ${rows.length.toLocaleString("en")}`;
      const link = focus && added[0] && added[0].querySelector("a");
      if (link) link.focus();
    }
    next(false);
    return [holder.localName === "tbody" ? holder.parentNode : holder, more];
  }
  const list = (rows, within) => rows.length
    ? shown(rows, row => item(row, within), h("ol", { class: "list" })) : [h("p", null, "Nothing found.")];

  // A table whose columns sort it: [heading, value of a row, cell of a row, class].
  function sortable(rows, fields, sorted) {
    let [by, down] = sorted;
    const holder = h("div");
    function draw(focus) {
      const [, value] = fields[by];
      const ordered = [...rows].sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        return (typeof x === "number" ? x - y : compare(x || "~", y || "~")) * (down ? -1 : 1);
      });
      const heads = fields.map(([heading, , , kind], place) => h("th", {
        scope: "col", class: kind,
        "aria-sort": place === by ? (down ? "descending" : "ascending") : null,
      }, h("button", { type: "button", onclick: () => {
        down = place === by ? !down : (kind || "").startsWith("number");
        by = place;
        draw(true);
      } }, heading, place === by ? (down ? " ▼" : " ▲") : "")));
      const body = h("tbody");
      const table = h("table", null, h("thead", null, h("tr", null, heads)), body);
      const row = one => h("tr", null, fields.map(([, , cell, kind]) => h("td", { class: kind }, cell(one))));
      holder.replaceChildren(...(rows.length ? shown(ordered, row, body) : [h("p", null, "Nothing found.")]));
      if (focus) table.querySelectorAll("thead button")[by].focus();
    }
    draw(false);
    return holder;
  }

  // Statements over time: a bar for each day, month or year, and the same as a table.
  function chart(rows) {
    const days = rows.map(row => row.said_on).filter(day => day.length === 10).sort();
    if (days.length < 2) return [];
    const span = (Date.parse(days[days.length - 1]) - Date.parse(days[0])) / 864e5;
    const [unit, length] = span <= 45 ? ["day", 10] : span <= 365 * 6 ? ["month", 7] : ["year", 4];
    const counts = new Map();
    for (let at = days[0].slice(0, length); at <= days[days.length - 1].slice(0, length); at = following(at)) counts.set(at, 0);
    for (const day of days) counts.set(day.slice(0, length), counts.get(day.slice(0, length)) + 1);
    const periods = [...counts];
    const most = Math.max(...counts.values());
    const width = Math.min(900, Math.max(300, document.getElementById("main").clientWidth - 32));
    const [height, top, step] = [170, 18, width / periods.length];
    const every = Math.max(1, Math.ceil(periods.length * 90 / width));
    const drawing = svg("svg", { viewBox: `0 0 ${width} ${height + 24}`, role: "img",
      "aria-label": `Statements per ${unit}, at most ${most}; the table below has the numbers` });
    drawing.append(svg("line", { x1: 0, x2: width, y1: height, y2: height }));
    periods.forEach(([period, count], place) => {
      const tall = count / most * (height - top);
      if (count) drawing.append(svg("rect", { x: place * step + step * .1, y: height - tall, width: Math.max(1, step * .8), height: tall },
        svg("title", {}, `${period}: ${count}`)));
      if (count && step > 22) drawing.append(svg("text", { x: (place + .5) * step, y: height - tall - 4, "text-anchor": "middle" }, `${count}`));
      if (place % every === 0) drawing.append(svg("text", { x: Math.min(place * step, width - 62), y: height + 17 }, period));
    });
    const table = h("table", null, h("thead", null, h("tr", null, h("th", { scope: "col" }, unit), h("th", { scope: "col", class: "number" }, "statements"))),
      h("tbody", null, periods.filter(([, count]) => count).map(([period, count]) => h("tr", null, h("th", { scope: "row" }, period), h("td", { class: "number" }, `${count}`)))));
    return [drawing, h("details", { class: "small" }, h("summary", null, `Statements per ${unit} as a table`), table)];
  }
  function following(period) {
    const [year, month, day] = period.split("-").map(Number);
    if (!month) return String(year + 1).padStart(4, "0");
    const date = day ? new Date(Date.UTC(year, month - 1, day + 1)) : new Date(Date.UTC(year, month, 1));
    return date.toISOString().slice(0, day ? 10 : 7);
  }

  // Pages

  const heading = text => h("h1", { tabindex: "-1" }, text);
  const choice = (label, name, values, value) => h("label", null, label, h("select", { name },
    values.map(([word, text]) => h("option", { value: word, selected: word === value ? "" : null }, text))));
  const field = (label, name, type, value, more) => h("label", null, label, h("input", { name, type, value: value || "", autocomplete: "off", ...more }));
  const distinct = values => [...new Set(values)].filter(Boolean).sort(compare);
  const any = [["", "any"]];

  function statementsPage(query) {
    const get = name => query.get(name) || "";
    const form = h("form", { class: "filters", onsubmit: event => event.preventDefault() },
      field("words", "q", "search", get("q")),
      field("speaker", "speaker", "search", get("speaker"), { list: "speaker-names" }),
      h("datalist", { id: "speaker-names" }, [...bySpeaker.keys()].sort(compare).map(name => h("option", { value: name }))),
      field("from", "since", "date", get("since")), field("to", "until", "date", get("until")),
      choice("quotation", "quotation", [...any, ["direct", "direct"], ["mixed", "mixed"], ["indirect", "indirect"]], get("quotation")),
      choice("kind", "kind", [...any, ["denied", "denied"], ["again", "said more than once"], ["opposed", "stands against another"],
        ["unknown", "speaker not known"], ...distinct(statements.map(row => row.attribution_type)).map(word => [word, word])], get("kind")),
      choice("publisher", "publisher", [...any, ...distinct(articles.map(a => a.publisher)).map(word => [word, word])], get("publisher")),
      choice("confidence", "confidence", [...any, ["0.5", "50 % or more"], ["0.7", "70 % or more"], ["0.9", "90 % or more"]], get("confidence")),
      choice("order", "order", [["", "newest first"], ["oldest", "oldest first"], ["sure", "most confident first"]], get("order")),
      h("button", { type: "reset", onclick: () => setTimeout(() => { location.hash = "#/statements"; }) }, "Clear"));
    const results = h("div");
    const counted = h("p", { class: "small" });
    function search() {
      const wanted = Object.fromEntries(new FormData(form));
      const rows = statements.filter(matching(wanted)).sort(orders[wanted.order || ""]);
      counted.textContent = status.textContent = `${many(rows.length, "statement")} of ${statements.length.toLocaleString("en")}`;
      results.replaceChildren(...list(rows));
      const given = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
      history.replaceState(null, "", `#/statements${given.size ? `?${given}` : ""}`);
    }
    let waiting = 0;
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
    page.replaceChildren(heading("Statements"), form, counted, results);
    search();
  }

  const haystack = row => row.folded = row.folded || fold([row.claim, row.speaker, row.source, row.role, titleOf(articles[row.article])].join("\n"));
  function matching(wanted) {
    const words = fold(wanted.q || "").match(/"[^"]+"|\S+/g) || [];
    const parts = words.map(word => word.replace(/^"|"$/g, "")).filter(Boolean);
    const speaker = fold(wanted.speaker || "").trim();
    const kinds = { denied: row => row.polarity === "denied", again: row => row.occurrences > 1, opposed: row => row.opposed, unknown: row => !row.speaker };
    const kind = wanted.kind && (kinds[wanted.kind] || (row => row.attribution_type === wanted.kind));
    return row => parts.every(part => haystack(row).includes(part))
      && (!speaker || row.speakers.some(name => fold(name).includes(speaker)))
      && (!wanted.quotation || row.quotation_type === wanted.quotation)
      && (!kind || kind(row))
      && (!wanted.publisher || articles[row.article].publisher === wanted.publisher)
      && (!wanted.confidence || row.confidence >= Number(wanted.confidence))
      // a month or a year may be any of its days
      && (!wanted.since || (row.said_on && row.said_on >= wanted.since.slice(0, row.said_on.length)))
      && (!wanted.until || (row.said_on && row.said_on <= wanted.until));
  }

  function filtered(title, label, rows, text, fields, sorted) {
    const form = h("form", { class: "filters", onsubmit: event => event.preventDefault() }, field(label, "q", "search", ""));
    const results = h("div");
    const counted = h("p", { class: "small" });
    function draw() {
      const part = fold(new FormData(form).get("q")).trim();
      const found = rows.filter(row => !part || fold(text(row)).includes(part));
      counted.textContent = status.textContent = `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
      results.replaceChildren(sortable(found, fields, sorted));
    }
    form.addEventListener("input", draw);
    page.replaceChildren(heading(title), form, counted, results);
    draw();
  }

  function speakersPage() {
    const rows = [...bySpeaker].map(([name, said]) => {
      const days = said.map(row => row.said_on).filter(Boolean).sort();
      const known = data.speakers[name] || { type: "", role: "", aliases: [] };
      return { name, ...known, said: said.length, in: new Set(said.map(row => row.article)).size, first: days[0] || "", last: days[days.length - 1] || "" };
    });
    filtered("Speakers", "name, alias or role", rows, row => [row.name, row.role, ...row.aliases].join("\n"), [
      ["speaker", row => row.name, row => speakerLink(row.name)], ["role", row => row.role, row => row.role, "wide"],
      ["type", row => row.type, row => row.type, "wide"], ["statements", row => row.said, row => `${row.said}`, "number"],
      ["articles", row => row.in, row => `${row.in}`, "number wide"], ["first", row => row.first, row => row.first, "date wide"],
      ["last", row => row.last, row => row.last, "date"],
    ], [3, true]);
  }

  function articlesPage() {
    filtered("Articles", "title, publisher or file", articles, a => [a.title, a.publisher, a.name].join("\n"), [
      ["published", a => a.published, a => a.published, "date"], ["title", titleOf, a => articleLink(a, titleOf(a))],
      ["publisher", a => a.publisher, a => a.publisher, "wide"], ["statements", a => a.statements.length, a => `${a.statements.length}`, "number"],
      ["words", a => a.words, a => a.words.toLocaleString("en"), "number wide"],
    ], [0, true]);
  }

  function articlePage(name, statement) {
    const article = articles.find(one => one.name === name);
    if (!article) return missing("article", name);
    const text = h("article", { class: "text" });
    text.innerHTML = article.html;
    const facts = [article.publisher, article.published, many(article.words, "word"), many(article.statements.length, "statement")].filter(Boolean).join(" · ");
    const [before, after] = [articles[article.place - 1], articles[article.place + 1]];
    const source = article.url ? h("a", { href: article.url, rel: "noopener noreferrer" }, article.name) : article.name;
    page.replaceChildren(heading(titleOf(article)), h("p", { class: "about" }, facts, h("br"), source,
      article.same_as ? h("span", null, h("br"), "The same text as ", articles.some(a => a.name === article.same_as)
        ? h("a", { href: `#/article/${encodeURIComponent(article.same_as)}` }, article.same_as) : article.same_as) : null),
      h("div", { class: "reading" }, text, h("section", { class: "aside", "aria-label": "Statements" }, h("h2", null, "Statements"),
        article.statements.length ? h("ol", { class: "list" }, article.statements.map(row => item(row, "article"))) : h("p", null, "None found."))),
      h("nav", { class: "turn", "aria-label": "Articles by date" }, before ? articleLink(before, `← ${titleOf(before)}`) : h("span"),
        after ? articleLink(after, `${titleOf(after)} →`) : h("span")));
    const row = statement && article.statements.find(one => one.statement_id === statement);
    const anchor = row && document.getElementById(`s${row.number}`);
    return anchor ? () => {
      const mark = anchor.nextElementSibling && anchor.nextElementSibling.closest("mark") || anchor.nextElementSibling;
      if (mark) mark.classList.add("here");
      anchor.scrollIntoView({ block: "center" });
      anchor.tabIndex = -1;
      anchor.focus({ preventScroll: true });
    } : null;
  }

  // The statements of a speaker by claim, in order of time.
  function claimGroups(rows) {
    const groups = new Map();
    for (const row of [...rows].sort(byDate)) {
      if (!groups.has(row.claim_id)) groups.set(row.claim_id, []);
      groups.get(row.claim_id).push(row);
    }
    return [...groups.values()];
  }
  const against = row => {
    const wanted = new Set(row.opposed ? row.opposed.split("; ") : []);
    return wanted.size ? statements.filter(other => wanted.has(other.proposition_id)).sort(byDate) : [];
  };

  function speakerPage(name) {
    const said = bySpeaker.get(name);
    if (!said) return missing("speaker", name);
    const known = data.speakers[name] || { type: "", role: "", aliases: [], people: 1 };
    const roles = distinct(said.filter(row => row.speakers.length === 1).map(row => row.role));
    const groups = claimGroups(said);
    const again = groups.filter(group => group.length > 1).sort((a, b) => b.length - a.length);
    const denials = said.filter(row => row.polarity === "denied").sort(byDate);
    const answered = groups.filter(group => group[0].opposed);
    const facts = [known.type, roles.join(", ") || known.role, known.aliases.length ? `also ${known.aliases.join(", ")}` : "",
      `${many(said.length, "statement")} in ${many(new Set(said.map(row => row.article)).size, "article")}`].filter(Boolean).join(" · ");
    const part = (title, ...children) => [h("h2", null, title), ...children];
    page.replaceChildren(heading(name), h("p", { class: "about" }, facts),
      known.people > 1 ? h("p", { class: "note" }, `${known.people} speakers are called so, in different articles: they may be different people.`) : "",
      h("div", { class: "chart" }, ...chart(said)),
      ...(again.length ? part("Said more than once", h("ol", { class: "list" }, again.map(claimItem))) : []),
      ...(denials.length ? part("Denied", ...list(denials, "speaker")) : []),
      ...(answered.length ? part("Stands against what was said", h("ol", { class: "list" }, answered.map(group => h("li", null,
        h("p", null, h("time", { class: "date" }, group[0].said_on), " ", h("a", { href: `#/claim/${group[0].claim_id}` }, group[0].claim)),
        h("p", { class: "facts-line" }, "against "), h("ol", { class: "list" }, against(group[0]).map(row => item(row))))))) : []),
      ...part("Everything, in order of time", ...list([...said].sort(byDate), "speaker")));
    return null;
  }

  function claimItem(group) {
    const days = group.map(row => row.said_on).filter(Boolean);
    return h("li", null, h("p", { class: "said" }, h("a", { href: `#/claim/${group[0].claim_id}` }, group[0].claim)),
      h("p", { class: "facts-line" }, `${group.length} times`, days.length ? `, first ${days[0]}, last ${days[days.length - 1]}` : null,
        group.some(row => row.polarity === "denied") ? h("span", null, " · ", h("span", { class: "tag denied" }, "denied")) : null),
      h("details", null, h("summary", null, "each time"), h("ol", { class: "list" }, group.map(row => item(row, "speaker")))));
  }

  function claimPage(identifier) {
    const rows = statements.filter(row => row.claim_id === identifier).sort(byDate);
    if (!rows.length) return missing("claim", identifier);
    const others = statements.filter(row => row.proposition_id === rows[0].proposition_id && row.claim_id !== identifier).sort(byDate);
    const opposed = against(rows[0]);
    page.replaceChildren(heading("A claim"), h("p", { class: "about" }, many(rows.length, "statement")), ...list(rows),
      ...(others.length ? [h("h2", null, "Others say the same"), ...list(others)] : []),
      ...(opposed.length ? [h("h2", null, "Against it"), ...list(opposed)] : []));
    return null;
  }

  function missing(kind, name) {
    page.replaceChildren(heading("Not in this report"), h("p", null, `There is no ${kind} ${name} here.`));
    return null;
  }

  // Where the address leads

  function go(first) {
    const [path, query] = location.hash.replace(/^#/, "").split("?");
    const parts = path.split("/").slice(1).map(part => { try { return decodeURIComponent(part); } catch { return part; } });
    const kind = parts[0] || "";
    const pages = { __proto__: null, statements: () => statementsPage(new URLSearchParams(query)), speakers: speakersPage, articles: articlesPage,
      article: () => articlePage(parts[1], parts[2]), speaker: () => speakerPage(parts[1]), claim: () => claimPage(parts[1]) };
    const fixed = { __proto__: null, "": "overview", help: "help" }[kind];
    for (const id of ["overview", "help"]) document.getElementById(id).hidden = id !== fixed;
    page.hidden = Boolean(fixed);
    const then = fixed ? null : (pages[kind] || (() => missing("page", kind)))();
    const top = document.querySelector("main > section:not([hidden]) h1");
    document.title = kind ? `${top.textContent} – ${document.querySelector("header .name").textContent}` : document.querySelector("header .name").textContent;
    const group = { __proto__: null, "": "#/", article: "#/articles", speaker: "#/speakers", claim: "#/statements" }[kind] || `#/${kind}`;
    for (const link of document.querySelectorAll("header nav a")) {
      if (link.getAttribute("href") === group) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (first && !then) return;
    if (then) then();
    else { window.scrollTo(0, 0); top.focus({ preventScroll: true }); }
  }

  document.getElementById("find").addEventListener("submit", event => {
    event.preventDefault();
    location.hash = `#/statements?${new URLSearchParams({ q: document.getElementById("words").value })}`;
  });
  document.querySelector(".skip").addEventListener("click", event => { // its address would be a page of its own
    event.preventDefault();
    document.getElementById("main").focus();
  });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      document.getElementById("words").focus();
    }
  });
  window.addEventListener("hashchange", () => go(false));
  const overTime = document.getElementById("over-time");
  if (overTime) overTime.append(...chart(statements));
  go(true);
})();
