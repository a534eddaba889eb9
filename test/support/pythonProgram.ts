import { execFileSync } from "node:child_process";

/** Reads a Pulumi program by Python's own parser, and prints what it declares. */
const reader = `
import ast, json, sys

def value(node):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.List):
        return [value(one) for one in node.elts]
    if isinstance(node, ast.Dict):
        return {value(key): value(one) for key, one in zip(node.keys, node.values)}
    if isinstance(node, ast.Name):
        return "\${" + node.id + "}"
    if isinstance(node, ast.Attribute):
        return "\${" + node.value.id + "." + node.attr + "}"
    secret = {"require": "", "require_secret": "secret "}[node.func.attr]
    return "\${" + secret + node.args[0].value + "}"

program = {"resources": {}, "outputs": {}}
for statement in ast.parse(sys.stdin.read()).body:
    call = getattr(statement, "value", None)
    if not isinstance(call, ast.Call):
        assert isinstance(statement, ast.Import), ast.dump(statement)
    elif isinstance(statement, ast.Expr):
        assert ast.unparse(call.func) == "pulumi.export", ast.dump(call)
        name, output = call.args
        program["outputs"][name.value] = value(output)
    elif ast.unparse(call.func) != "pulumi.Config":
        assert call.func.value.id == "kdump", ast.dump(call)
        program["resources"][statement.targets[0].id] = {
            "component": call.func.attr,
            "name": call.args[0].value,
            "args": {argument.arg: value(argument.value) for argument in call.keywords},
        }
json.dump(program, sys.stdout)
`;

/** What a program declares; what comes from elsewhere is \`\${variable}\`, or \`\${secret name}\`. */
export interface DeclaredProgram {
    resources: Record<string, { component: string; name: string; args: Record<string, unknown> }>;
    outputs: Record<string, string>;
}

/** @throws Error when it is not Python, or does something else */
export function readPythonProgram(text: string): DeclaredProgram {
    return JSON.parse(execFileSync("python3", ["-c", reader], { input: text, encoding: "utf8" }));
}
