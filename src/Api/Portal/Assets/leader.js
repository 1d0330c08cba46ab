// What script adds to pages that work without it.
document.documentElement.classList.add("script");

// The points of change of a page are fetched when its clocks are opened; without script a link leads to them.
for (const link of document.querySelectorAll('a[data-rails="here"]')) {
    const details = link.closest("details");
    details?.addEventListener("toggle", async () => {
        if (!details.open || !link.isConnected) return;
        const address = new URL(link.href);
        address.searchParams.set("format", "html");
        const answer = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
        if (!answer?.ok || !link.isConnected) return;
        const rails = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".rails");
        if (rails) link.closest("p").before(document.adoptNode(rails));
    }, { once: true });
}
