// Keys that are made and kept in this browser, and signatures of requests with them (RFC 9421, Ed25519). No key leaves the browser: they
// are made so that not even this page can read them.
const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const text = new TextEncoder();

const request = (asked) => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
});

async function keys(mode) {
    const opening = indexedDB.open("leader-signing-keys", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("keys", { keyPath: "thumbprint" });
    return (await request(opening)).transaction("keys", mode).objectStore("keys");
}

/** Makes a key, keeps it, and returns its public part as the register takes it. */
async function make() {
    const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    const bytes = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const publicKey = base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    const thumbprint = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
    await request((await keys("readwrite")).put({ thumbprint, publicKey, key: pair.privateKey }));
    return publicKey;
}

/** The two headers, by each of the keys; covered are method, path and body. */
async function headers(path, body, created, signers) {
    const digest = `sha-256=:${base64(new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(body))))}:`;
    const [inputs, signatures] = [[], []];
    for (const [i, { thumbprint, key }] of signers.entries()) {
        const input = `("@method" "@path" "content-digest");created=${created};keyid="${thumbprint}"`;
        const base = `"@method": POST\n"@path": ${path}\n"content-digest": ${digest}\n"@signature-params": ${input}`;
        const signature = new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, key, text.encode(base)));
        inputs.push(`sig${i + 1}=${input}`);
        signatures.push(`sig${i + 1}=:${base64(signature)}:`);
    }
    return { input: inputs.join(", "), signature: signatures.join(", ") };
}

/** A part of a form in which its request is signed, or a key is made for it. Keys that count: those in force, and the one that the form registers. */
export function offer(panel) {
    const form = panel.closest("form");
    const since = performance.now();
    const field = (name) => form.querySelector(`[name="${name}"]`);
    const say = (said) => { panel.querySelector("[role=status]").textContent = panel.dataset[said]; };
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return say("cannot");
    const [sign, fresh] = ["sign", "make"].map((name) => panel.querySelector(`[data-do=${name}]`));
    if (sign) sign.hidden = false;
    sign?.addEventListener("click", async () => {
        try {
            const all = await request((await keys("readonly")).getAll());
            const own = field("publicKey")?.value.trim();
            const signers = all.filter((k) => panel.dataset.keys.split(" ").includes(k.thumbprint) || k.publicKey === own);
            if (signers.length === 0) return say("none");
            const created = Math.floor((Number(panel.dataset.now) + performance.now() - since) / 1000);
            const made = await headers(panel.dataset.path, panel.querySelector("[data-body]").value, created, signers);
            [field("@signature-input").value, field("@signature").value] = [made.input, made.signature];
            say("signed");
        } catch {
            say("cannot");
        }
    });
    if (fresh) fresh.hidden = false;
    fresh?.addEventListener("click", async () => {
        try {
            field("publicKey").value = await make();
            field("algorithm").value = "ed25519";
            say("made");
        } catch {
            say("cannot");
        }
    });
}
