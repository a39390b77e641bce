/** Base64 as kustomize writes it into Secrets and binaryData: in lines of 70 characters as soon as there is more than one. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const lineLength = 70;

export function encodeBase64(bytes: Uint8Array): string {
  const encoded: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const left = bytes.length - at;
    encoded.push(
      alphabet.charAt(bits >> 18),
      alphabet.charAt((bits >> 12) & 63),
      left > 1 ? alphabet.charAt((bits >> 6) & 63) : "=",
      left > 2 ? alphabet.charAt(bits & 63) : "=",
    );
  }
  const text = encoded.join("");
  if (text.length < lineLength) return text;
  let lines = "";
  for (let at = 0; at < text.length; at += lineLength) lines += `${text.slice(at, at + lineLength)}\n`;
  return lines;
}
