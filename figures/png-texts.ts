/** The signature and the chunk IHDR, which must come first: a length, a name, 13 bytes and a check sum. */
const headLength = 8 + 4 + 4 + 13 + 4;

/**
 * A PNG with texts in it, by their keywords: after its head, a chunk `tEXt` for each that is written in Latin-1, `iTXt` (in UTF-8)
 * for the others. Throws `invalid keyword of a PNG's text; ...` where one is not of 1 to 79 signs of Latin-1.
 * Source: Portable Network Graphics (PNG) Specification, third edition, sections 5.3 and 11.3.3.
 */
export function withPngTexts(png: Buffer, texts: Readonly<Record<string, string>>): Buffer {
  const chunks = Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text));
  return Buffer.concat([png.subarray(0, headLength), ...chunks, png.subarray(headLength)]);
}

function textChunk(keyword: string, text: string): Buffer {
  if (!/^[!-~\xa1-\xff]([ -~\xa1-\xff]{0,77}[!-~\xa1-\xff])?$/.test(keyword))
    throw new Error(`invalid keyword of a PNG's text; not of 1 to 79 signs of Latin-1: "${keyword}"`);
  if (/^[\n -~\xa0-\xff]*$/.test(text)) return chunk("tEXt", Buffer.from(`${keyword}\0${text}`, "latin1"));
  // Not compressed, of no language, its keyword not translated.
  const head = Buffer.from(`${keyword}\0\0\0\0\0`, "latin1");
  return chunk("iTXt", Buffer.concat([head, Buffer.from(text.replaceAll("\0", ""), "utf8")]));
}

/** A chunk: the length of its data, its name, the data, and the check sum of the last two. */
function chunk(name: string, data: Buffer): Buffer {
  const checked = Buffer.concat([Buffer.from(name, "latin1"), data]);
  return Buffer.concat([uint32(data.length), checked, uint32(crc32(checked))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The remainders of the bytes by the polynomial of CRC-32, lowest bit first. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

// Node has it in zlib since version 20.15 only.
const crc32 = (bytes: Buffer): number =>
  (bytes.reduce((sum, byte) => (sum >>> 8) ^ remainders[(sum ^ byte) & 0xff]!, 0xffffffff) ^ 0xffffffff) >>>
  0;
