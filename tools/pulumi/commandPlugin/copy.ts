import * as fs from "node:fs";
import * as path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Client, SFTPWrapper, Stats } from "ssh2";

import { asConnection, checkedConnection } from "./connection";
import { dial, Operation } from "./dial";
import { requiring, ResourceKind } from "./resource";
import { asAsset, Asset, isArchive, Properties, reveal, UNKNOWN } from "./values";

/** command:remote:CopyToRemote, for files and texts. It has no delete: the file stays. */
export const copyToRemote: ResourceKind = {
    outputs: [],

    check(inputs) {
        const failures = requiring(["connection", "source", "remotePath"], inputs);
        const source = reveal(inputs.source);
        if (isArchive(source)) {
            failures.push({
                property: "source",
                reason: "the stand-in copies files and texts, not archives",
            });
        } else if (failures.length === 0 && source !== UNKNOWN && !isFileOrText(asAsset(source))) {
            const reason = "asset must be a path-based file asset or a text asset";
            failures.push({ property: "asset", reason });
        }
        return { inputs: { ...inputs, connection: checkedConnection(inputs.connection) }, failures };
    },

    async create(inputs, operation) {
        await copy(inputs, operation);
        return inputs;
    },

    async update(inputs, state, operation) {
        // A changed connection alone copies nothing.
        const [before, after] = [state, inputs].map((properties) => sourceOf(properties));
        const moved = reveal(inputs.remotePath) !== reveal(state.remotePath);
        if (before.hash !== after.hash || moved) await copy(inputs, operation);
        return inputs;
    },

    async delete() {},
};

function isFileOrText(asset: Asset | undefined): boolean {
    return asset?.path !== undefined || asset?.text !== undefined;
}

function sourceOf(properties: Properties): Asset {
    return asAsset(reveal(properties.source)) ?? { hash: "" };
}

async function copy(inputs: Properties, operation: Operation): Promise<void> {
    const client = await dial(asConnection(inputs.connection), operation);
    try {
        const remote = new Remote(await startSftp(client));
        await remote.write(sourceOf(inputs), reveal(inputs.remotePath) as string);
    } finally {
        client.end();
    }
}

function startSftp(client: Client): Promise<SFTPWrapper> {
    return new Promise((resolve, reject) => {
        client.on("error", reject);
        client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp)));
    });
}

class Remote {
    constructor(private readonly sftp: SFTPWrapper) {}

    async write(asset: Asset, remotePath: string): Promise<void> {
        let target = remotePath;
        if ((await this.stat(remotePath))?.isDirectory()) {
            if (!asset.path) {
                throw new Error(
                    `remote path ${remotePath} is a directory; when using a text asset, remotePath must be a file path`,
                );
            }
            target = path.posix.join(remotePath, path.basename(asset.path));
        } else {
            await this.makeDirectories(path.posix.dirname(remotePath));
        }
        const content = asset.path
            ? fs.createReadStream(asset.path)
            : Readable.from([Buffer.from(asset.text ?? "")]);
        await pipeline(content, this.sftp.createWriteStream(target)).catch((error: NodeJS.ErrnoException) => {
            if (error.code === "ENOENT" && error.path === asset.path) throw error;
            throw new Error(`failed to create remote file ${target}: ${error.message}`);
        });
    }

    private stat(file: string): Promise<Stats | undefined> {
        return new Promise((resolve) =>
            this.sftp.stat(file, (error, stats) => resolve(error ? undefined : stats)),
        );
    }

    private async makeDirectories(directory: string): Promise<void> {
        if (await this.stat(directory)) return;
        await this.makeDirectories(path.posix.dirname(directory));
        await new Promise<void>((resolve, reject) =>
            this.sftp.mkdir(directory, (error) =>
                error
                    ? reject(
                          new Error(`failed to create parent directories for ${directory}: ${error.message}`),
                      )
                    : resolve(),
            ),
        );
    }
}
