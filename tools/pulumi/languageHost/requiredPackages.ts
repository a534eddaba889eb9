import * as fs from "node:fs";
import * as path from "node:path";

import { PackageDependency, PackageParameterization } from "@pulumi/pulumi/proto/plugin_pb";

/** The part of a package.json that says which plugin a package needs. */
interface Manifest {
    name?: string;
    version?: string;
    pulumi?: {
        resource?: boolean;
        name?: string;
        version?: string;
        server?: string;
        parameterization?: { name: string; version: string; value: string };
    };
}

/**
 * The plugins of the packages below a program's own node_modules. What lies in a node_modules further up belongs to
 * other programs as well; the engine finds out which of those plugins are used when it meets their resources.
 */
export function requiredPackages(programDirectory: string): PackageDependency[] {
    return [...packagesIn(path.join(programDirectory, "node_modules"), new Set())].flatMap(dependency);
}

function* packagesIn(nodeModules: string, seen: Set<string>): Generator<Manifest> {
    for (const directory of directoriesIn(nodeModules)) {
        const real = fs.realpathSync(directory);
        if (seen.has(real)) continue; // links may lead round in circles
        seen.add(real);
        if (path.basename(directory).startsWith("@")) {
            yield* packagesIn(directory, seen);
            continue;
        }
        const manifest = readManifest(directory);
        if (manifest) yield manifest;
        yield* packagesIn(path.join(directory, "node_modules"), seen);
    }
}

function directoriesIn(directory: string): string[] {
    if (!fs.existsSync(directory)) return [];
    return fs
        .readdirSync(directory)
        .filter((name) => !name.startsWith("."))
        .map((name) => path.join(directory, name))
        .filter((file) => fs.statSync(file, { throwIfNoEntry: false })?.isDirectory());
}

function readManifest(directory: string): Manifest | undefined {
    try {
        return JSON.parse(fs.readFileSync(path.join(directory, "package.json"), "utf8")) as Manifest;
    } catch {
        return undefined; // not a package, or one that needs nothing
    }
}

function dependency({ name: packageName, version: packageVersion, pulumi }: Manifest): PackageDependency[] {
    const name = pulumi?.name ?? /^@pulumi\/(.*)/.exec(packageName ?? "")?.[1];
    const version = pulumi?.version ?? packageVersion;
    if (!pulumi?.resource || !name || !version) return [];
    const found = new PackageDependency()
        .setName(name)
        .setKind("resource")
        .setVersion(`v${version.replace(/^v/, "")}`)
        .setServer(pulumi.server ?? "");
    const { parameterization } = pulumi;
    if (parameterization) {
        found.setParameterization(
            new PackageParameterization()
                .setName(parameterization.name)
                .setVersion(parameterization.version)
                .setValue(parameterization.value),
        );
    }
    return [found];
}
