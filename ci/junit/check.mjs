// Reads a JUnit report with junit2json and holds it against the JSON report of the same run.
//
// usage: node check.mjs JUNIT.xml REPORT.json

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { parse } from 'junit2json'

const [junit, report] = process.argv.slice(2)
const read = await parse(await readFile(junit, 'utf8'))
const wanted = new Map(JSON.parse(await readFile(report, 'utf8')).cases.map((one) => [one.id, one]))

assert.equal(read.name, 'lock-conformance')
const cases = read.testsuite.flatMap((suite) => suite.testcase)
assert.equal(cases.length, wanted.size)
assert.equal(new Set(cases.map((one) => `${one.classname}\n${one.name}`)).size, cases.length)

const counts = {}
for (const one of cases) {
  const properties = Object.fromEntries((one.properties ?? []).map(({ name, value }) => [name, value]))
  const expected = wanted.get(properties.id)
  assert.ok(expected, `${properties.id} is in the JSON report too`)
  assert.equal(properties.verdict, expected.verdict)
  counts[expected.verdict] = (counts[expected.verdict] ?? 0) + 1
  const results = { fail: one.failure, error: one.error }[expected.verdict]
  if (results) {
    assert.ok(results[0].message, `${expected.id} has a message`)
    assert.equal(results[0].inner.trim().split('\n')[0], results[0].message)
    assert.equal(results[0].type, expected.verdict === 'fail' ? 'conformance' : 'rig')
  } else if (expected.verdict === 'pass') {
    assert.ok(!one.failure && !one.error && !one.skipped, `${expected.id} passed`)
  } else {
    assert.ok(one.skipped?.[0]?.message, `${expected.id} says why it was not judged`)
  }
}
for (const [attribute, verdicts] of Object.entries({
  tests: Object.keys(counts),
  failures: ['fail'],
  errors: ['error'],
})) {
  const sum = verdicts.reduce((many, verdict) => many + (counts[verdict] ?? 0), 0)
  assert.equal(read[attribute], sum, attribute)
}
console.log(`junit2json: ${cases.length} cases,`, JSON.stringify(counts))
