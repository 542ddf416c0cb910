"""HCL, HashiCorp's configuration language, with places: what Terraform, Nomad, Packer and docker-bake have in common.

Specification: https://github.com/hashicorp/hcl, `hclsyntax/spec.md` and `json/spec.md`. The tree of a file in HCL's own
syntax is that of the same file in JSON: `resource "a" "b" { c = d }` stands at `resource.a.b.c`, and blocks of the same
name are a list. `tree` reads files, `expressions` what stands behind an attribute's `=`.
"""
