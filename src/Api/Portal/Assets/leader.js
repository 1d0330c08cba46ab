// What script adds to pages that work without it.
document.documentElement.classList.add("script");

// The points of change of a page are fetched when its clocks are open; without script a link leads to them.
for (const link of document.querySelectorAll('a[data-rails="here"]')) {
    const details = link.closest("details");
    const fetchRails = async () => {
        if (!details.open || link.ariaBusy === "true" || !link.isConnected) return;
        link.ariaBusy = "true";
        const address = new URL(link.href);
        address.searchParams.set("format", "html");
        const answer = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
        if (!answer?.ok || !link.isConnected) return;
        const rails = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".rails");
        if (!rails) return;
        link.closest("p").before(document.adoptNode(rails));
        markHere(rails, link.dataset);
        steer(rails);
    };
    details?.addEventListener("toggle", fetchRails);
    if (details?.open) fetchRails();
}

// The last point that the clocks of the page have reached.
function markHere(rails, { asOf, position }) {
    if (!asOf) return;
    const reached = (a) => {
        const at = new URL(a.href.baseVal ?? a.href, location).searchParams;
        return at.get("asOf") <= asOf && Number(at.get("position")) <= Number(position);
    };
    for (const points of [rails.querySelectorAll("svg a"), rails.querySelectorAll(".points a")]) {
        [...points].filter(reached).at(-1)?.setAttribute("aria-current", "true");
    }
    rails.querySelector('.points a[aria-current]')?.closest("li").classList.add("here");
}

// Along the points of change by the arrow keys; the Tab key stops at one of them only.
function steer(rails) {
    const points = [...rails.querySelectorAll("svg a")];
    const stopAt = (point) => points.forEach((p) => p.setAttribute("tabindex", p === point ? "0" : "-1"));
    stopAt(points.find((p) => p.hasAttribute("aria-current")) ?? points.at(-1));
    rails.querySelector("svg")?.addEventListener("keydown", (e) => {
        const here = points.indexOf(e.target.closest("a"));
        const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: points.length - 1 }[e.key];
        if (here < 0 || !points[to]) return;
        e.preventDefault();
        stopAt(points[to]);
        points[to].focus();
        points[to].scrollIntoView({ block: "nearest", inline: "nearest" });
    });
}

// A form of the desk stays as it is until its answer is there: whatever befalls the connection, nothing typed is lost, and what is sent
// again is the same request.
function keep(form) {
    form.addEventListener("submit", async (e) => {
        e.preventDefault();
        if (form.ariaBusy === "true") return;
        form.ariaBusy = "true";
        const data = new FormData(form);
        if (e.submitter?.name) data.append(e.submitter.name, e.submitter.value);
        const page = await fetch(form.action, { method: "POST", body: data, headers: { accept: "text/html" } })
            .then(async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html")).catch(() => null);
        form.ariaBusy = "false";
        const main = page?.querySelector("main");
        if (main) show(page, main);
        else tell(form);
    });
}

// The answer takes the place of the form; the focus goes where the answer wants it.
function show(page, main) {
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(main));
    window.scrollTo(0, 0);
    (main.querySelector("[autofocus]") ?? main).focus();
    start(main);
}

function tell(form) {
    const english = document.documentElement.lang === "en";
    document.getElementById("lost")?.remove();
    const banner = document.createElement("div");
    Object.assign(banner, { id: "lost", className: "banner bad", role: "alert", tabIndex: -1 });
    banner.append(Object.assign(document.createElement("p"), {
        textContent: english
            ? "There was no answer: the connection is lost. What you typed stays. Send it again once you are connected; it is recorded once only."
            : "没有收到答复：连接中断。已填内容仍在；恢复连接后再次提交，只会登记一次。",
    }));
    form.before(banner);
    banner.focus();
}

function start(within) {
    within.querySelectorAll(".rails").forEach(steer);
    within.querySelectorAll("form.act").forEach(keep);
    within.querySelectorAll("[data-signing]").forEach(async (panel) => (await import(panel.dataset.signing)).offer(panel));
}
start(document);
