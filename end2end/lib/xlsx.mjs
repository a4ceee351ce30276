// Just enough of a workbook's package to change a cell in it, as a person would in a spreadsheet.
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

// The entries of a zip: name and content, in their order.
export function unzip(bytes) {
  const end = bytes.lastIndexOf(Buffer.from("504b0506", "hex"));
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries = new Map();
  for (let n = 0; n < count; n += 1) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const raw = bytes.subarray(start, start + packed);
    entries.set(bytes.toString("utf8", at + 46, at + 46 + name), method === 8 ? inflateRawSync(raw) : Buffer.from(raw));
    at += 46 + name + extra + comment;
  }
  return entries;
}

// A zip of these entries.
export function zip(entries) {
  const locals = [];
  const listed = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const packed = deflateRawSync(content);
    const title = Buffer.from(name, "utf8");
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x800, 2); // names are UTF-8
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from("504b0304", "hex"), facts, title, packed]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(offset, 10);
    listed.push(Buffer.concat([Buffer.from("504b01021400", "hex"), facts, more, title]));
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write("504b0506", 0, "hex");
  end.writeUInt16LE(entries.size, 8);
  end.writeUInt16LE(entries.size, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, list, end]);
}

// The text of every part whose name matches.
export const parts = (bytes, name) => [...unzip(bytes)].filter(([part]) => name.test(part)).map(([, content]) => content.toString("utf8"));

// Types a text into a cell of whichever sheet has it; its style stays.
export function type(bytes, cell, text) {
  const entries = unzip(bytes);
  const found = new RegExp(`<c r="${cell}"([^>]*?)(/>|>.*?</c>)`, "s");
  let typed = 0;
  for (const [name, content] of entries) {
    if (!/worksheets\/[^/]+\.xml$/.test(name)) continue;
    const sheet = content.toString("utf8");
    const match = found.exec(sheet);
    if (!match) continue;
    const style = / s="\d+"/.exec(match[1])?.[0] ?? "";
    const written = `<c r="${cell}"${style} t="inlineStr"><is><t>${text}</t></is></c>`;
    entries.set(name, Buffer.from(sheet.replace(found, () => written), "utf8"));
    typed += 1;
  }
  if (typed === 0) throw new Error(`no sheet has a cell ${cell}`);
  return zip(entries);
}
