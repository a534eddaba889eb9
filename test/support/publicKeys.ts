import * as crypto from "node:crypto";

/** The parts of a key as SSH writes them, each behind its length. */
export function keyLine(type: string, ...parts: (string | Buffer)[]): string {
    const blob = [type, ...parts].flatMap((part) => {
        const bytes = Buffer.from(part as string);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(bytes.length);
        return [length, bytes];
    });
    return `${type} ${Buffer.concat(blob).toString("base64")}`;
}

/** Bytes that a name stands for. */
function bytesOf(name: string, length: number): Buffer {
    return crypto.createHash("shake256", { outputLength: length }).update(name).digest();
}

/** A key of the type ssh-ed25519 that is this name's alone; nobody has its private half. */
export function ed25519Key(name: string): string {
    return keyLine("ssh-ed25519", bytesOf(name, 32));
}

/** A key of the type ssh-rsa with 3072 bits. */
export function rsaKey(name: string): string {
    const modulus = Buffer.concat([Buffer.from([0, 0x80]), bytesOf(name, 383)]);
    return keyLine("ssh-rsa", Buffer.from([1, 0, 1]), modulus);
}

/** A key of the type ecdsa-sha2-nistp256, of a point that lies anywhere. */
export function ecdsaKey(name: string): string {
    return keyLine("ecdsa-sha2-nistp256", "nistp256", Buffer.concat([Buffer.from([4]), bytesOf(name, 64)]));
}
