/** What is known of price books before one is read. */

/** How a book is called where nothing else is said. */
export const BOOK_NAME = 'decodeplan.catalog.yaml';

/** Larger files are no price book, and are not read. */
export const MOST_BOOK_BYTES = 1_000_000;
