import { omitUndefined } from "./omitUndefined";

/** A place in the kernel's code, as far as it is known. */
export interface Place {
    symbol?: string;
    /** Bytes from the beginning of the symbol. */
    offset?: number;
    /** The module that it is in; absent in the kernel proper. */
    module?: string;
    /** Source file, as the compiler knew it. */
    file?: string;
    line?: number;
}

/** Where a call or an exception is, and nothing else of it. */
export function placeOf({ symbol, offset, module, file, line }: Place): Place {
    return omitUndefined({ symbol, offset, module, file, line });
}

/** A symbol without what the compiler appended, such as .cold or .constprop.0, which is in no source. */
export function sourceSymbol(symbol: string): string {
    return symbol.split(".", 1)[0];
}
