// Writes the SDK that Pulumi's own language hosts make of a schema, where none of them is to be had.
//
//	sdks LANGUAGE SCHEMA DIRECTORY
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	log.SetFlags(0)
	language, file, directory := os.Args[1], os.Args[2], os.Args[3]
	files, err := sdk(language, file)
	if err != nil {
		log.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

func sdk(language, file string) (map[string][]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, err
	}
	spec.Meta = &schema.MetadataSpec{SupportPack: true} // a module of its own, as "pulumi package add" makes it
	pkg, err := schema.ImportSpec(spec, nil, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if language == "go" {
		return golang.GeneratePackage("pulumi-kdump", pkg, nil)
	}
	return python.GeneratePackage("pulumi-kdump", pkg, nil, nil)
}
