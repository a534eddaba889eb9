/** Puts kdump-host, kdump-server and the reader of reports together in dist/. */
export function assemblePrograms(): void;
