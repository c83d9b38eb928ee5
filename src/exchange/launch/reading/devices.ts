/** How scripts and programs count the accelerators that they find. */
const COUNTED =
  /(?:nvidia-smi|rocm-smi|amd-smi)\b[^|]*\|[^|]*\bwc\b|\b(?:torch\.)?cuda\.device_count\(\)|\$\{?SKYPILOT_NUM_GPUS_PER_NODE\b/;

/** How manifests, batch systems, compose files and SkyPilot say how many there are. */
const SAID =
  /\b(?:nvidia|amd)\.com\/gpu["']?[ \t]*:[ \t]*["']?(\d{1,3})\b|--(?:gres=gpu(?::\w+)?:|gpus-per-(?:node|task)[= ])(\d{1,3})\b|\bdriver:[ \t]*["']?nvidia["']?,?\s+count:[ \t]*(\d{1,3})\b|\baccelerators:[ \t]*["']?[A-Za-z][\w-]{0,40}:(\d{1,3})\b/g;

/** The words of a command with counts of devices as numbers, where the text says one number of them. */
export function withDevices(words: readonly string[], text: string): readonly string[] {
  if (!words.some((word) => COUNTED.test(word))) return words;
  const said = [...text.matchAll(SAID)].map((found) => found.slice(1).find(Boolean));
  const [count, ...others] = new Set(said);
  if (count === undefined || others.length > 0) return words;
  return words.map((word) => (COUNTED.test(word) ? word.replace(/^(--[\w-]+=)?[^]*$/, `$1${count}`) : word));
}
