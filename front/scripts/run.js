// A run that is at work: its log grows, its bar moves, and the end is told. Without this the page is loaded again by a link.
const run = document.querySelector("#run[data-from]");
const log = document.querySelector("#log");
const text = log?.querySelector("code");
const said = document.querySelector("#said");
const live = document.querySelector("#live");
let from = Number(run.dataset.from);
let source;

function grow(more) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  text.append(more);
  // a page that is left open must not hold all that a talkative run says: the whole log is a file
  while (text.childNodes.length > 2000) text.firstChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
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
  hear("progress", ({ share, said: words }) => {
    const bar = document.querySelector(".bar");
    if (bar && share !== null) {
      bar.setAttribute("aria-valuenow", share);
      bar.firstElementChild.style.width = `${share}%`;
    }
    if (said && said.textContent !== words) said.textContent = words;
  });
  hear("end", ({ word }) => {
    source.close();
    source = null;
    ended = true;
    const again = live.querySelector("a");
    live.replaceChildren(`${live.dataset.ended} ${word}. `, again);
    if (said) said.textContent = `${live.dataset.ended} ${word}.`;
  });
}

// a browser has few connections to one host: a page that nobody looks at gives its own back
let ended = false;
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
