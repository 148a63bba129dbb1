#!/usr/bin/env bash
# The main job on real input. Needs `schemadock` with the example plugin on PATH; ends with 0 only if
# every command ended as it should.
set -u
cd "$(dirname "$0")/data"
failures=0

show() { # show EXPECTED-EXIT-CODE COMMAND...
  local expected=$1
  shift
  printf '\n$ %s\n' "$*"
  "$@"
  local code=$?
  if [ "$code" -ne "$expected" ]; then
    printf '!! exit code %s, expected %s\n' "$code" "$expected"
    failures=$((failures + 1))
  fi
}
order=https://schemas.example.com/shop/order

printf '\n== What the example plugin brings ==\n'
show 0 schemadock plugins
show 0 schemadock list

printf '\n== A good file ==\n'
show 0 schemadock validate order.good.json --schema $order

printf '\n== A bad file ==\n'
show 1 schemadock validate order.bad.json --schema $order

printf '\n== What JSON Schema cannot say: a check of the plugin, on YAML ==\n'
show 1 schemadock validate order.wrong-total.yaml --schema $order

printf '\n== One document a line, against the newest 1.x of a versioned model ==\n'
show 1 schemadock validate customers.jsonl --schema 'shop-models::Customer@^1'

printf '\n== Two suppliers of one $id: who wins, and why ==\n'
show 0 schemadock why https://schemas.example.com/shop/address

if [ "$failures" -ne 0 ]; then
  printf '\n%s commands did not end as they should\n' "$failures"
  exit 1
fi
printf '\nEverything ended as it should.\n'
