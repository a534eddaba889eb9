/** Values of one property that are all refused with one sentence. */
export interface Group {
    /** The property's path below the arguments of a Kdump; `conf.path` is `{ conf: { path: … } }`. */
    property: string;
    values: unknown[];
    /** The whole sentence for a value. */
    sentence: (value: any) => string;
    /** Other arguments that have to be there, in themselves right. */
    beside?: object;
}
