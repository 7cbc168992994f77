// A run that is at work: its log grows, its bar moves, its parts follow, and the end is told.
// Without this the page is loaded again by a link.
const run = document.querySelector("#run[data-from]");
const log = document.querySelector("#log");
const text = log?.querySelector("code");
const said = document.querySelector("#said");
const live = document.querySelector("#live");
let from = Number(run.dataset.from);
let { seen } = run.dataset;
let ended = false;
let source;

function grow(more) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  text.append(more);
  // a page that is left open must not hold all that a talkative run says: the whole log is a file
  while (text.childNodes.length > 2000) text.firstChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

// what the server would show now takes the place of each part; log and status line stay, since they are told of
async function follow() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = page.title;
  for (const part of document.querySelectorAll("[data-part]")) {
    const now = page.querySelector(`[data-part=${part.dataset.part}]`);
    if (!now || now.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement);
    part.replaceChildren(...now.childNodes);
    if (focused) part.querySelector("a, button")?.focus();
  }
}

function listen() {
  // the page may be in another language than the browser asks for
  const { lang } = document.documentElement;
  source = new EventSource(`/runs/${run.dataset.run}/live?from=${from}&lang=${lang}`);
  const hear = (name, act) =>
    source.addEventListener(name, (event) => {
      from = Number(event.lastEventId) || from;
      act(JSON.parse(event.data));
    });
  hear("log", ({ text: more }) => grow(more));
  hear("progress", ({ state, share, said: words }) => {
    const bar = document.querySelector(".bar");
    if (bar && share !== null) {
      bar.hidden = false;
      bar.setAttribute("aria-valuenow", share);
      bar.firstElementChild.style.width = `${share}%`;
    }
    if (said && said.textContent !== words) said.textContent = words;
    const now = `${state}/${share ?? "None"}`;
    if (now !== seen) follow();
    seen = now;
  });
  hear("end", ({ word }) => {
    source.close();
    source = null;
    ended = true;
    const again = live.querySelector("a");
    live.replaceChildren(`${live.dataset.ended} `, again);
    if (said) said.textContent = `${live.dataset.ended} ${word}.`;
    follow();
  });
}

// a browser has few connections to one host: a page that nobody looks at gives its own back
document.addEventListener("visibilitychange", () => {
  if (ended) return;
  if (document.hidden) {
    source?.close();
    source = null;
  } else if (!source) listen();
});
if (log && live) {
  log.scrollTop = log.scrollHeight;
  if (!document.hidden) listen();
}
