// How far long work is, asked every two seconds while somebody looks; the page is read anew when it has ended.
// Without scripts the page offers a link to look again.

function follow(run) {
  const words = run.querySelector("[data-run-words]");
  const bar = run.querySelector("progress");
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(run.dataset.run, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const said = await answer.json();
    if (!said.running) location.reload();
    if (said.percent !== null) bar.value = said.percent;
    const text = said.total ? `${said.words}: ${said.done} of ${said.total} ${said.things ?? "answers"}` : said.words;
    if (words.textContent !== text) words.textContent = text;
  };
  setInterval(() => look().catch(() => {}), 2000);
}

document.querySelectorAll("[data-run]").forEach(follow);
