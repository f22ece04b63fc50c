#include "policies/documents/sections.h"

#include "policies/documents/written.h"

namespace passerelle::documents {
namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : ", ") + one;
  return text;
}

// What is granted of one dataset, a sentence each.
std::vector<Text> sentences_of(const access::PermittedDataset& dataset, const Messages& say) {
  std::vector<Text> sentences{say("dataset.variables", {joined(dataset.variables)})};
  if (!dataset.categories.empty()) {
    sentences.emplace_back(say("dataset.categories", {joined(dataset.categories)}));
  }
  if (dataset.version) sentences.emplace_back(say("dataset.version", {*dataset.version}));
  for (const auto& condition : dataset.demanded()) {
    sentences.emplace_back(say("dataset.rows", {written(condition, say)}));
  }
  if (const auto& parts = dataset.protected_parts) {
    sentences.emplace_back(
        parts->variables.empty()
            ? say("dataset.protected_whole", {parts->measures})
            : say("dataset.protected", {joined(parts->variables), parts->measures}));
  }
  return sentences;
}

}  // namespace

Section datasets_section(const std::vector<access::PermittedDataset>& datasets,
                         const Messages& say) {
  Section section(say("heading.datasets"));
  for (const auto& dataset : datasets) {
    section.add(dataset.id.text(), sentences_of(dataset, say));
  }
  return section;
}

Section fees_section(const access::Fees& fees, const Messages& say) {
  Section section(say("heading.fees"));
  section.add(say("fees.reference"), fees.reference);
  section.add(say("fees.body"), written(fees.body_cents, fees.currency, say));
  section.add(say("fees.holder"), written(fees.holder_cents, fees.currency, say));
  section.add(say("fees.total"), written(fees.total_cents(), fees.currency, say));
  return section;
}

Section output_section(const access::OutputRules& output, const Messages& say) {
  Section section(say("heading.output"));
  section.add(say("output.min_cell"), std::to_string(output.min_cell));
  if (output.dominance) {
    section.add(say("output.dominance"),
                say("output.dominance_text", {std::to_string(output.dominance->n),
                                              std::to_string(output.dominance->percent)}));
  }
  if (output.rounding) section.add(say("output.rounding"), std::to_string(*output.rounding));
  section.add(say("output.review"), say.of("review", code(output.review)));
  section.add(say("output.file_types"), texts_of(output.file_types));
  return section;
}

std::vector<Text> persons_of(const std::vector<access::PermittedPerson>& persons,
                             const Messages& say) {
  std::vector<Text> texts;
  for (const auto& person : persons) {
    texts.emplace_back(say(person.is_principal_investigator ? "person.principal" : "person",
                           {person.name, person.id, say.of("assurance", code(person.assurance))}));
  }
  return texts;
}

std::vector<Text> conditions_of(const std::vector<access::Condition>& conditions,
                                const Messages& say) {
  std::vector<Text> texts;
  for (const auto& condition : conditions) {
    texts.emplace_back(
        condition.code
            ? say("condition.program", {condition.text, say.of("condition", code(*condition.code))})
            : say("condition.person", {condition.text}));
  }
  return texts;
}

void add_data_protection(Section& section,
                         const std::optional<access::DataProtection>& data_protection,
                         const std::vector<access::HolderAgreement>& agreements,
                         const Messages& say) {
  if (data_protection) {
    section.add(say("data_protection.controller"), data_protection->controller);
    section.add(say("data_protection.processor"), data_protection->processor);
    section.add(say("data_protection.basis"), say.of("basis", code(data_protection->basis)));
  }
  std::vector<Text> texts;
  for (const auto& agreement : agreements) {
    texts.emplace_back(say("agreement", {agreement.holder, agreement.digest}));
  }
  section.add(say("agreements"), std::move(texts));
}

std::vector<Text> texts_of(const std::vector<std::string>& list) {
  return {list.begin(), list.end()};
}

std::vector<Text> texts_of(const std::vector<NodeId>& nodes) {
  std::vector<Text> texts;
  for (const auto& node : nodes) texts.emplace_back(node.text());
  return texts;
}

}  // namespace passerelle::documents
