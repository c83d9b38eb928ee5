/** Remembers texts as the file has them, to say what they were while a value is being moved. */
export interface Was {
  /** The text of the file under this key if it is another one, else `null`. */
  readonly was: (key: string, text: string) => string | null;
}

/** `isPreview` tells whether what is drawn now differs from the file. */
export function createWas(isPreview: () => boolean): Was {
  const known = new Map<string, string>();
  return {
    was: (key, text) => {
      if (!isPreview()) known.set(key, text);
      const before = known.get(key);
      return before === undefined || before === text ? null : before;
    },
  };
}
