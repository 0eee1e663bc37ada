-- Grain: one row per column of the answer to a question: its name and type. The slot is the question itself.
describe (
${statement}
)
