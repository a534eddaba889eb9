// The examples in other languages: the reference's example of a Kdump as a whole project of each.
import { exampleText, readExample } from "./exampleProgram";
import { pythonExample } from "./examplePython";
import { yamlExample } from "./exampleYaml";

/** What a copy of a folder needs before it previews. */
const commands = [
    "pulumi package add https://github.com/pulumi-kdump/pulumi-kdump   # or the path of the unpacked package",
    "pulumi stack init dev",
    "pulumi config set host 192.0.2.10",
    'pulumi config set hostKey "$(ssh-keyscan -t ed25519 192.0.2.10 | cut -d " " -f 2-)"   # compare it on the host',
    "pulumi config set --secret privateKey < ~/.ssh/id_ed25519",
    "pulumi preview && pulumi up",
];

const head = [
    "Makes an existing VM ready for kdump. In a copy of this folder:",
    "",
    ...commands.map((command) => `  ${command}`),
];

const comment = head.map((line) => `# ${line}`.trimEnd()).join("\n");

/** The files below examples/ that `npm run generate` writes. */
export function exampleFiles(): Map<string, string> {
    const program = readExample(exampleText("Kdump"));
    return new Map([
        ["yaml/Pulumi.yaml", `${comment}\n${yamlExample(program)}`],
        [
            "python/Pulumi.yaml",
            "name: crash-ready\nruntime:\n  name: python\n  options:\n    toolchain: pip\n    virtualenv: venv\n",
        ],
        ["python/requirements.txt", "pulumi>=3.218,<4\n"],
        ["python/__main__.py", `${comment}\n${pythonExample(program)}`],
    ]);
}
