/** Code units; a name with its ending stays below what any file system takes, in UTF-8 too. */
const longest = 60;
/** Names that Windows keeps for devices. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A title as the name of a file: letters, numbers and hyphens of any script, so that no system stumbles over it. */
export function fileNameOf(title: string, ending: 'md' | 'json'): string {
  const words = title.normalize('NFC').replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '-');
  const name = [...words]
    .slice(0, longest)
    .join('')
    .replaceAll(/^-+|-+$/g, '');
  return `${name === '' || devices.test(name) ? `thread${name && `-${name}`}` : name}.${ending}`;
}

/** RFC 6266: a plain name for old readers, and the true one. */
export function attachmentOf(name: string): string {
  const plain = name.replaceAll(/[^\w.-]+/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
