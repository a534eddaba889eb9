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

/** The place of a call or an exception, without its other fields. */
export function placeOf({ symbol, offset, module, file, line }: Place): Place {
    return omitUndefined({ symbol, offset, module, file, line });
}

/** A symbol without the compiler's suffix, such as .cold or .constprop.0. */
export function sourceSymbol(symbol: string): string {
    return symbol.split(".", 1)[0];
}
