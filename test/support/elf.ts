// Small ELF files with a build id, as the linker leaves it; and reading it in another way than the host program does.
import * as crypto from "node:crypto";

const noteType = 7;

/** The note that holds a build id: sizes of owner and id, type 3, the owner GNU, the id. */
function buildIdNote(id: string): Buffer {
    return Buffer.from(`040000001400000003000000474e5500${id}`, "hex");
}

/** /sys/kernel/notes of a kernel with this build id, which is not the first note there. */
export function kernelNotes(id: string): Buffer {
    const linux = Buffer.from("0600000004000000000100004c696e7578000000bc5d0600", "hex");
    return Buffer.concat([linux, buildIdNote(id)]);
}

/** A build id of one's own for whatever has this name. */
export function buildIdFor(name: string): string {
    return crypto.createHash("sha1").update(name).digest("hex");
}

/** A vmlinux in small: a 64-bit, little-endian ELF file with sections, the build id among its notes unless left out. */
export function elfFile(id?: string): Buffer {
    const names = "\0.text\0.note.Linux\0.note.gnu.build-id\0.shstrtab\0";
    const sections: { name: string; type: number; content: Buffer }[] = [
        // Bytes that look like a note are none outside of a section of notes.
        { name: ".text", type: 1, content: buildIdNote("e".repeat(40)) },
        { name: ".note.Linux", type: noteType, content: kernelNotes("").subarray(0, 24) },
        ...(id === undefined
            ? []
            : [{ name: ".note.gnu.build-id", type: noteType, content: buildIdNote(id) }]),
        { name: ".shstrtab", type: 3, content: Buffer.from(names) },
    ];
    const header = Buffer.alloc(64);
    header.write("\x7fELF\x02\x01\x01", "latin1");
    header.writeUInt16LE(1, 16); // relocatable
    header.writeUInt16LE(62, 18); // x86_64
    header.writeUInt32LE(1, 20);
    header.writeUInt16LE(64, 52);
    header.writeUInt16LE(64, 58);
    header.writeUInt16LE(sections.length + 1, 60);
    header.writeUInt16LE(sections.length, 62);
    const rows = [Buffer.alloc(64)];
    const contents: Buffer[] = [];
    let at = header.length;
    for (const { name, type, content } of sections) {
        const row = Buffer.alloc(64);
        row.writeUInt32LE(names.indexOf(name), 0);
        row.writeUInt32LE(type, 4);
        row.writeBigUInt64LE(0xffffffff81000000n, 16); // a kernel's addresses do not fit into a signed number
        row.writeBigUInt64LE(BigInt(at), 24);
        row.writeBigUInt64LE(BigInt(content.length), 32);
        row.writeBigUInt64LE(4n, 48);
        rows.push(row);
        const padded = Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4)]);
        contents.push(padded);
        at += padded.length;
    }
    header.writeBigUInt64LE(BigInt(at), 40);
    return Buffer.concat([header, ...contents, ...rows]);
}

/** The build id of an executable, by its program headers: how the loader finds the notes, not how the linker does. */
export function buildIdOf(elf: Buffer): string {
    const table = Number(elf.readBigUInt64LE(32));
    const size = elf.readUInt16LE(54);
    for (let index = 0; index < elf.readUInt16LE(56); index++) {
        const row = table + index * size;
        if (elf.readUInt32LE(row) !== 4) continue;
        const from = Number(elf.readBigUInt64LE(row + 8));
        const notes = elf.subarray(from, from + Number(elf.readBigUInt64LE(row + 32))).toString("hex");
        const id = /040000001400000003000000474e5500([0-9a-f]{40})/.exec(notes)?.[1];
        if (id !== undefined) return id;
    }
    throw new Error("This program has no build id.");
}
