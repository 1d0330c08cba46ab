// Verifies proof files, certificates, checkpoints and receipts in the reader's own browser: RFC 6962 trees, C2SP notes, Ed25519.
const chinese = document.documentElement.lang.startsWith("zh");
const say = (zh, en) => chinese ? zh : en;
const bytes = text => new TextEncoder().encode(text);
const equal = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
const hex = b => [...b].map(x => x.toString(16).padStart(2, "0")).join("");
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", concat(parts)));
const leafOf = entry => sha256([0], entry);
const nodeOf = (left, right) => sha256([1], left, right);

export function concat(parts) {
    const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return all;
}

function base64(text) {
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
    const raw = atob(text);
    return btoa(raw) === text ? Uint8Array.from(raw, c => c.charCodeAt(0)) : null;
}

// --- formats -------------------------------------------------------------------------------------------------------------------------

/** A signed note: its text with the last newline, and its signatures. Null where it is none. */
export function parseNote(text) {
    const split = text.lastIndexOf("\n\n");
    if (split < 0 || !text.endsWith("\n")) return null;
    const signatures = [];
    for (const line of text.slice(split + 2, -1).split("\n")) {
        const found = /^— ([^ +]+) (\S+)$/.exec(line);
        const raw = found && base64(found[2]);
        if (!raw || raw.length < 5) return null;
        signatures.push({ name: found[1], id: hex(raw.slice(0, 4)), signature: raw.slice(4) });
    }
    return { text: text.slice(0, split + 1), signatures };
}

/** Origin, size and root of a checkpoint. Null where the text is none. */
export function parseCheckpoint(text) {
    const [origin, size, root] = text.split("\n");
    const hash = root && base64(root);
    return origin && /^(0|[1-9]\d*)$/.test(size ?? "") && hash?.length === 32 ? { origin, size: BigInt(size), root: hash } : null;
}

/** A proof file (C2SP tlog-proof v1). A text says which line is wrong. */
export function parseProof(text) {
    const split = text.indexOf("\n\n");
    const lines = text.slice(0, split < 0 ? text.length : split).split("\n");
    if (lines[0] !== "c2sp.org/tlog-proof@v1") return say("第 1 行不是证明文件的开头。", "Line 1 is not the beginning of a proof file.");
    if (split < 0) return say("文件不完整：没有检查点。", "The file is not complete: it has no checkpoint.");
    let at = 1;
    let entry = null;
    if (lines[at]?.startsWith("extra ") && (entry = base64(lines[at++].slice(6))) === null) {
        return say(`第 ${at} 行（记录本身）不是完好的编码。`, `Line ${at}, the entry itself, is not well encoded.`);
    }
    if (!entry) return say("文件中没有记录本身。", "The file does not hold the entry itself.");
    const index = /^index (0|[1-9]\d*)$/.exec(lines[at] ?? "");
    if (!index) return say(`第 ${at + 1} 行不是序号。`, `Line ${at + 1} is no index.`);
    const hashes = [];
    for (let i = at + 1; i < lines.length; i++) {
        const hash = base64(lines[i]);
        if (hash?.length !== 32) return say(`第 ${i + 1} 行不是哈希值。`, `Line ${i + 1} is no hash.`);
        hashes.push(hash);
    }
    const note = parseNote(text.slice(split + 2));
    const checkpoint = note && parseCheckpoint(note.text);
    if (!checkpoint) return say("检查点或其签名的格式不对。", "The checkpoint or its signature is not well formed.");
    return { entry, index: BigInt(index[1]), hashes, note, checkpoint };
}

/** A public key as C2SP writes it: name+id+base64(type, key). Null where it is none, or its id is not its own. */
export async function parseKey(text) {
    const [name, id, rest] = [...(text.trim().match(/^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/) ?? [])].slice(1);
    const raw = rest && base64(rest);
    if (!raw || raw.length !== 33 || ![1, 4].includes(raw[0])) return null;
    const own = hex((await sha256(bytes(name + "\n"), raw)).slice(0, 4));
    return own === id ? { name, id, type: raw[0], key: raw.slice(1) } : null;
}

// --- trees ---------------------------------------------------------------------------------------------------------------------------

/** The root to which leaf and hashes lead (RFC 9162, 2.1.3.2); null where their number does not fit. */
export async function rootOf(leaf, index, size, hashes) {
    if (index >= size) return null;
    let [at, last, root] = [index, size - 1n, leaf];
    for (const hash of hashes) {
        if (last === 0n) return null;
        if (at & 1n || at === last) {
            root = await nodeOf(hash, root);
            while (!(at & 1n) && at !== 0n) { at >>= 1n; last >>= 1n; }
        } else {
            root = await nodeOf(root, hash);
        }
        at >>= 1n;
        last >>= 1n;
    }
    return last === 0n ? root : null;
}

/** That the tree of the first size is the beginning of the second (RFC 9162, 2.1.4.2). */
export async function isConsistent(from, to, fromRoot, toRoot, hashes) {
    if (from === to) return hashes.length === 0 && equal(fromRoot, toRoot);
    if (from === 0n) return true;
    const path = (from & (from - 1n)) === 0n ? [fromRoot, ...hashes] : [...hashes];
    if (path.length === 0) return false;
    let [fn, sn] = [from - 1n, to - 1n];
    while (fn & 1n) { fn >>= 1n; sn >>= 1n; }
    let [fr, sr] = [path[0], path[0]];
    for (const hash of path.slice(1)) {
        if (sn === 0n) return false;
        if (fn & 1n || fn === sn) {
            fr = await nodeOf(hash, fr);
            sr = await nodeOf(hash, sr);
            while (!(fn & 1n) && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
        } else {
            sr = await nodeOf(sr, hash);
        }
        fn >>= 1n;
        sn >>= 1n;
    }
    return sn === 0n && equal(fr, fromRoot) && equal(sr, toRoot);
}

// --- signatures ----------------------------------------------------------------------------------------------------------------------

/** "holds", "fails", "absent", or "unknown" where the browser has no Ed25519. */
export async function checkSignature(note, key) {
    const found = note.signatures.find(s => s.name === key.name && s.id === key.id);
    if (!found) return "absent";
    let [message, signature] = [bytes(note.text), found.signature];
    if (key.type === 4) {
        const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
        message = bytes(`cosignature/v1\ntime ${time}\n${note.text}`);
        signature = signature.slice(8);
    }
    try {
        const own = await crypto.subtle.importKey("raw", key.key, { name: "Ed25519" }, false, ["verify"]);
        return await crypto.subtle.verify({ name: "Ed25519" }, own, signature, message) ? "holds" : "fails";
    } catch (fault) {
        if (fault.name === "NotSupportedError" || fault.name === "TypeError" || fault.name === "SyntaxError") return "unknown";
        return "fails";
    }
}

// --- the page ------------------------------------------------------------------------------------------------------------------------

const area = document.querySelector("#verify");
if (area) start(area);

function start(area) {
    const [file, text, key, steps, verdict] = ["file", "text", "key", "steps", "verdict"].map(n => area.querySelector(`[data-part=${n}]`));
    const base = area.dataset.base;
    const words = JSON.parse(area.dataset.words);
    const word = name => words[name] ?? name;
    const ask = async address => {
        const answer = await fetch(base + address, { headers: { accept: "text/plain, application/json;q=0.9" } }).catch(() => null);
        return answer?.ok ? answer.text() : null;
    };

    area.hidden = false;
    file.addEventListener("change", async () => { if (file.files[0]) await read(await file.files[0].text(), file.files[0].name); });
    area.addEventListener("dragover", e => { e.preventDefault(); area.classList.add("over"); });
    area.addEventListener("dragleave", () => area.classList.remove("over"));
    area.addEventListener("drop", async e => {
        e.preventDefault();
        area.classList.remove("over");
        if (e.dataTransfer.files[0]) await read(await e.dataTransfer.files[0].text(), e.dataTransfer.files[0].name);
    });
    area.querySelector("form").addEventListener("submit", async e => { e.preventDefault(); await read(text.value, ""); });
    const position = new URLSearchParams(location.search).get("position");
    if (/^\d+$/.test(position ?? "")) {
        ask(`/v1/log/proofs/${position}.tlog-proof`).then(async found => {
            if (found) await read(text.value = found, `${position}.tlog-proof`);
            else end(false, say("登记系统没有这一号的证明文件。", "The register has no proof file of this position."));
        });
    }

    function step(ok, words, detail) {
        const item = document.createElement("li");
        const mark = document.createElement("span");
        mark.className = `status ${ok === true ? "good" : ok === false ? "bad" : "warn"}`;
        mark.textContent = ok === true ? say("相符", "Holds") : ok === false ? say("不符", "Does not hold") : say("未核", "Not checked");
        item.append(mark, ` ${words}`);
        if (detail) {
            const code = document.createElement("code");
            code.textContent = detail;
            item.append(document.createElement("br"), code);
        }
        steps.append(item);
        return ok;
    }

    function end(ok, words) {
        verdict.className = `banner ${ok ? "" : "bad"}`;
        verdict.textContent = words;
        verdict.hidden = false;
        verdict.focus();
    }

    async function read(content, name) {
        steps.replaceChildren();
        verdict.hidden = true;
        if (!globalThis.crypto?.subtle) {
            return end(false, say("此浏览器在这个地址上不提供加密计算（需要安全连接），无法核验。",
                "This browser offers no cryptography at this address (it asks for a secure connection): nothing can be verified here."));
        }
        const known = await parseKey(key.value);
        if (!known) return end(false, say("公钥的格式不对，或编号与公钥不符。", "The key is not well formed, or its id is not its own."));
        content = content.replace(/\r\n/g, "\n");
        if (content.startsWith("c2sp.org/tlog-proof@v1")) return proof(content, known);
        if (/^\s*\{/.test(content)) return certificate(content, known);
        if (/^(?:https?:\/)?\/\S+\s*$/.test(content.trim())) return code(content, known);
        if (content.includes("RECEIPT")) return receipt(content, known);
        const note = parseNote(content);
        if (note && parseCheckpoint(note.text)) return checkpoint(note, known);
        end(false, say("认不出这个文件：它不是证明文件、证书、检查点或导出回执。",
            `This file is not known: it is no proof file, certificate, checkpoint or receipt.${name ? ` (${name})` : ""}`));
    }

    // a code leads to a title of this register: its certificate is what is checked
    function titleIn(text) {
        let address;
        try { address = new URL(text.trim(), location.href); } catch { return null; }
        const found = /\/(?:t|v1\/titles)\/([^/]+?)(?:\/certificate)?$/.exec(address.pathname);
        return found && { title: decodeURIComponent(found[1]), here: address.host === location.host };
    }

    async function code(text, known) {
        const named = titleIn(text);
        if (!named) return end(false, say(`码中不是称号的网址：${text.slice(0, 100)}`, `The code holds no address of a title: ${text.slice(0, 100)}`));
        step(named.here, named.here ? say("码所指的网址属于本登记系统", "The code leads to this register") : say("码所指的网址不属于本登记系统", "The code does not lead to this register"), text.slice(0, 200));
        if (!named.here) return end(false, say("这个码不出自本登记系统，不要相信它所打开的页面。", "This code is not of this register: do not trust the page that it opens."));
        const file = await ask(`/v1/titles/${encodeURIComponent(named.title)}/certificate?format=json`);
        if (!file) return end(false, say(`登记系统没有称号 ${named.title} 的证书：称号不存在、已取消或已无效。`, `The register has no certificate of title ${named.title}: there is none, or it was revoked or is void.`));
        return certificate(file, known);
    }

    /** Reads codes: the browser itself where it can, else a library that is loaded when it is first needed. */
    async function detector() {
        const own = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []))?.includes("qr_code");
        const Detector = own ? BarcodeDetector : (await import(area.dataset.codes)).BarcodeDetector;
        return new Detector({ formats: ["qr_code"] });
    }

    /** The code in a picture; null where nothing could be read, which was then said. */
    let reader;
    async function codeIn(picture) {
        try {
            reader ??= await detector();
        } catch {
            end(false, say("读码程序未能载入。请重试，或粘贴证书的网址。", "What reads codes could not be loaded. Try again, or paste the address of the certificate."));
            return null;
        }
        const [found] = await reader.detect(picture).catch(() => []);
        return found;
    }

    function scanning() {
        const [camera, photo, view] = ["camera", "photo", "view"].map(n => area.querySelector(`[data-part=${n}]`));
        camera.hidden = !navigator.mediaDevices?.getUserMedia;
        photo.addEventListener("change", async () => {
            const picture = photo.files[0] && await bitmap(photo.files[0]).catch(() => null);
            const found = picture && await codeIn(picture);
            if (found) await read(text.value = found.rawValue, "");
            else if (found !== null) end(false, say("照片中没有认出码。请靠近、对正再拍。", "No code was found in the photo. Take it nearer and straight."));
        });
        camera.addEventListener("click", async () => {
            const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
            if (!stream) return end(false, say("无法使用摄像头。可以改为选择照片。", "The camera cannot be used. Choose a photo instead."));
            view.srcObject = stream;
            view.hidden = false;
            await view.play();
            let found;
            while (found === undefined && !view.hidden) {
                found = await codeIn(view);
                if (found === undefined) await new Promise(requestAnimationFrame);
            }
            stream.getTracks().forEach(t => t.stop());
            view.hidden = true;
            if (found) await read(text.value = found.rawValue, "");
        });
    }
    scanning();

    /** A photo in no more than 2,000 pixels a side: codes are read no better in more. */
    async function bitmap(file) {
        const whole = await createImageBitmap(file);
        const side = Math.max(whole.width, whole.height);
        return side <= 2000 ? whole : createImageBitmap(whole, {
            resizeWidth: Math.round(whole.width * 2000 / side), resizeHeight: Math.round(whole.height * 2000 / side), resizeQuality: "medium",
        });
    }

    async function signed(note, known) {
        const found = parseCheckpoint(note.text);
        const sameLog = step(found.origin === known.name, say(`日志名称为 ${found.origin}，与公钥所属一致`, `The log is ${found.origin}, as the key says`),
            found.origin === known.name ? null : known.name);
        const state = await checkSignature(note, known);
        step(state === "holds" ? true : state === "unknown" ? null : false, {
            holds: say("检查点的签名由此公钥所签（Ed25519）", "The checkpoint is signed with this key (Ed25519)"),
            fails: say("检查点的签名与其内容或公钥不符：检查点文字、签名或公钥被改动", "The signature does not fit the checkpoint and the key: one of the three was changed"),
            absent: say("检查点没有此公钥的签名", "The checkpoint has no signature of this key"),
            unknown: say("此浏览器没有 Ed25519，签名未核验；请用新版浏览器，或命令行 leader verify", "This browser has no Ed25519, so the signature was not checked; use a newer one, or leader verify on the command line"),
        }[state]);
        return sameLog && state === "holds" ? true : sameLog && state === "unknown" ? null : false;
    }

    async function proof(content, known, quiet) {
        const p = parseProof(content);
        if (typeof p === "string") return end(false, p + await difference(content, null)), null;
        const leaf = await leafOf(p.entry);
        step(true, say(`计算记录的哈希值（序号 ${p.index}）`, `Hash of the entry, index ${p.index}, computed`), hex(leaf));
        const root = await rootOf(leaf, p.index, p.checkpoint.size, p.hashes);
        const inTree = step(!!root && equal(root, p.checkpoint.root), root
            ? say(`逐级计算 ${p.hashes.length} 次，得到日志的根`, `Root of the log, computed over ${p.hashes.length} steps`)
            : say("哈希值的个数与序号、日志大小不合", "The number of hashes does not fit the index and the size of the log"), root && hex(root));
        const bySigner = await signed(p.note, known);
        const entry = read_(p.entry);
        const ok = inTree && bySigner;
        if (ok === false) {
            end(false, say("不相符：文件被改动，或不出自此日志。", "It does not hold: the file was changed, or is not of this log.") + await difference(content, entry));
            return null;
        }
        if (quiet) return ok === null ? null : entry;
        told(entry);
        end(ok === true, ok === null
            ? say("哈希值相符，但签名未核验。", "The hashes hold, but the signature was not checked.")
            : say(`相符：这条记录在日志中，序号 ${p.index}，日志大小 ${p.checkpoint.size}。它不证明今天仍然有效：请在登记系统查询现状。`,
                `It holds: this entry stands in the log, index ${p.index} of ${p.checkpoint.size}. It does not prove that it still has effect today: look that up in the register.`));
        return entry;
    }

    function read_(entry) {
        try { return JSON.parse(new TextDecoder().decode(entry)); } catch { return null; }
    }

    function told(entry) {
        if (!entry?.type) return;
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `${base}/v1/events/${entry.position}${chinese ? "" : "?lang=en"}`;
        link.textContent = say(`登记第 ${entry.position} 号`, `record ${entry.position}`);
        item.append(say("记录的内容：", "What it says: "), link);
        const pre = document.createElement("pre");
        pre.textContent = JSON.stringify(entry.data ?? entry, null, 2);
        item.append(pre);
        steps.append(item);
    }

    /** Where the file differs from the register's own copy: the line and the byte. */
    async function difference(content, entry) {
        const index = /\nindex (\d+)\n/.exec(content)?.[1];
        let own = entry?.position ? await ask(`/v1/log/proofs/${entry.position}.tlog-proof`) : null;
        if (!own && index) {
            const found = await ask(`/v1/log/proofs/inclusion?leaf=${index}`);
            const right = found && read_(base64(JSON.parse(found).entry));
            own = right?.position ? await ask(`/v1/log/proofs/${right.position}.tlog-proof`) : null;
        }
        if (!own) return "";
        const [mine, theirs] = [content.split("\n"), own.split("\n")];
        const line = 1;
        if (mine[line] !== theirs[line] && mine[line]?.startsWith("extra ")) {
            const [a, b] = [base64(mine[line].slice(6)), base64(theirs[line].slice(6))];
            if (a && b) {
                let at = 0;
                while (at < a.length && at < b.length && a[at] === b[at]) at++;
                const around = x => new TextDecoder().decode(x.slice(Math.max(0, at - 20), at + 20));
                return say(` 与登记系统自己的副本相比，记录的第 ${at + 1} 个字节不同：此文件为“${around(a)}”，登记系统为“${around(b)}”。`,
                    ` Beside the register's own copy, byte ${at + 1} of the entry differs: this file has “${around(a)}”, the register “${around(b)}”.`);
            }
            let at = 0;
            while (mine[line][at] === theirs[line][at]) at++;
            return say(` 第 2 行第 ${at + 1} 个字符与登记系统的副本不同。`, ` Character ${at + 1} of line 2 differs from the register's copy.`);
        }
        for (let i = 0; i < mine.length; i++) {
            if (mine[i] === theirs[i]) continue;
            if (theirs.includes("") && i > theirs.indexOf("")) break; // checkpoints grow
            let at = 0;
            while (mine[i][at] === theirs[i]?.[at] && at < mine[i].length) at++;
            return say(` 第 ${i + 1} 行第 ${at + 1} 个字符与登记系统的副本不同。`, ` Character ${at + 1} of line ${i + 1} differs from the register's copy.`);
        }
        return "";
    }

    async function certificate(content, known) {
        let doc;
        try { doc = JSON.parse(content); } catch {
            return end(false, say("不是完好的证书文件。", "This is not a well-formed certificate."));
        }
        if (!doc.title || !doc.awardPosition) return end(false, say("不是称号证书。", "This is no certificate of a title."));
        const file = await ask(`/v1/log/proofs/${doc.awardPosition}.tlog-proof`);
        if (!file) return end(false, say("登记系统没有这份证书所说的记录。", "The register has no such record as the certificate names."));
        const entry = await proof(file, known, true);
        if (!entry) return;
        let ok = step(entry.type?.startsWith("title_awarded."), say("该记录是授予称号", "The record is the award of a title"));
        const pairs = { title: "title", enterprise: "enterprise", number: "number", place: "place", from: "on", lastDay: "lastDay", body: "body", cycle: "cycle" };
        for (const [mine, theirs] of Object.entries(pairs)) {
            const same = String(doc[mine]) === String(entry.data?.[theirs]) || mine === "number" && entry.data?.number !== doc.number && doc.number;
            if (String(doc[mine]) !== String(entry.data?.[theirs])) {
                if (mine === "number") { step(null, say(`标准编号：证书为 ${doc.number}，授予时为 ${entry.data?.number}（称号可随标准修订）`, `Standard: ${doc.number} on the certificate, ${entry.data?.number} at the award (a title may follow a revision)`)); continue; }
                ok = step(false, say(`证书的“${word(mine)}”为 ${doc[mine]}，记录为 ${entry.data?.[theirs]}`, `“${word(mine)}” is ${doc[mine]} on the certificate and ${entry.data?.[theirs]} in the record`)) && ok;
            } else if (same) {
                step(true, say(`${word(mine)}：${doc[mine]}`, `${word(mine)}: ${doc[mine]}`));
            }
        }
        const now = await ask(`/v1/titles/${encodeURIComponent(doc.title)}`);
        const status = now && JSON.parse(now).status;
        if (status) {
            ok = step(status === doc.status, say(`证书所说状态为“${word(doc.status)}”，登记系统今天为“${word(status)}”`, `The certificate says “${word(doc.status)}”; the register says “${word(status)}” today`)) && ok;
        }
        end(ok, ok ? say("证书与登记的授予记录相符；状态以登记系统今天的回答为准。", "The certificate is what was recorded at the award; the state is the register's answer of today.")
            : say("证书与登记不符，见上。", "The certificate is not what the register says: see above."));
    }

    async function continues(size, root) {
        const found = await ask(`/v1/log/proofs/consistency?from=${size}`);
        if (!found) return step(null, say("无法取得与最新检查点的一致性证明", "No proof of consistency with the newest checkpoint could be had"));
        const c = JSON.parse(found);
        return step(await isConsistent(size, BigInt(c.to), root, base64(c.toRoot), c.hashes.map(base64)),
            say(`此时的 ${size} 条记录原样包含在今天的 ${c.to} 条之中`, `The ${size} entries of then are the beginning of the ${c.to} of today, unchanged`));
    }

    async function checkpoint(note, known) {
        const found = parseCheckpoint(note.text);
        const ok = await signed(note, known);
        const same = await continues(found.size, found.root);
        end(ok === true && same === true, ok === true && same === true
            ? say("检查点相符，此后的历史没有改写它所覆盖的内容。", "The checkpoint holds, and nothing that it covers was rewritten since.")
            : ok === false || same === false ? say("检查点不相符。请保存此文件：它可能证明历史被改写。", "The checkpoint does not hold. Keep this file: it may prove that history was rewritten.")
            : say("只核验了一部分，见上。", "Only part of it was checked: see above."));
    }

    async function receipt(content, known) {
        const line = name => new RegExp(`^\\s*${name}\\s+(.+)$`, "m").exec(content)?.[1].trim();
        const entries = line("Entries")?.match(/^[\d,]+/)?.[0].replaceAll(",", "");
        const root = line("Root") && (base64(line("Root")) ?? (/^[0-9a-f]{64}$/.test(line("Root")) ? Uint8Array.from(line("Root").match(/../g), x => parseInt(x, 16)) : null));
        if (!entries || !root) return end(false, say("回执中没有条数或根。", "The receipt names no entries or no root."));
        let ok = step(line("Key")?.split(/\s/)[0] === key.value.trim(), say("回执所用的公钥与上面的一致", "The key of the receipt is the one above"), line("Key"));
        ok = await continues(BigInt(entries), root) && ok;
        end(ok, ok ? say("回执相符：所导出的历史没有被改写。", "The receipt holds: the history that was exported was not rewritten.")
            : say("回执不相符，或只核验了一部分，见上。", "The receipt does not hold, or only part of it was checked: see above."));
    }
}
