/** Mistakes in a crashkernel= value. */
export const CrashkernelFault = {
    /** The text does not have one of the value's forms. */
    Form: "form",
    /** A number, or its unit, is not one that the kernel and people read alike. */
    Size: "size",
    /** A range ends at or below its start. */
    Inverted: "inverted",
    /** A range begins inside the one before it. */
    Overlap: "overlap",
    /** A range lies below the one before it. */
    Unordered: "unordered",
    /** A range's size is not below the range: the kernel drops the whole value on every machine in it. */
    SizeBeyondRange: "size-beyond-range",
    /** `size,low` stands without `size,high`, and means nothing alone. */
    LowAlone: "low-alone",
    /** `size,cma` stands alone, which reserves nothing. */
    CmaAlone: "cma-alone",
    /** A `size,high` or `size,cma` of nothing. */
    Nothing: "nothing",
} as const;
export type CrashkernelFault = (typeof CrashkernelFault)[keyof typeof CrashkernelFault];

/** What a value looks like, for the end of a sentence that refuses one. */
export const formsAllowed =
    'Allowed are a size such as "256M", ranges of the machine\'s memory such as "2G-8G:192M,8G-:256M", ' +
    'a pair such as "512M,high 128M,low", each also with ",cma" as in "256M 64M,cma", and "auto".';

/** Why a crashkernel= value is refused; thrown by every function that is given such a value. */
export class CrashkernelError extends Error {
    override readonly name = "CrashkernelError";

    /**
     * @param fault the kind of mistake
     * @param column where it is, counted in characters from 1
     * @param message a full sentence with the place and what is allowed
     * @param wrong what is wrong, as a clause
     * @param allowed what is allowed, as a sentence
     */
    constructor(
        readonly fault: CrashkernelFault,
        readonly column: number,
        message: string,
        readonly wrong: string = message,
        readonly allowed: string = "",
    ) {
        super(message);
    }
}
