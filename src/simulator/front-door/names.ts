/** The last part of an id or path. */
export const nameIn = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The same in lower case: what a reference means, whatever its case. */
export const lastSegment = (id: string): string => nameIn(id).toLowerCase();
