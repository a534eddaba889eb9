/** Puts kdump-host and kdump-server together in dist/. */
export function assemblePrograms(): void;
