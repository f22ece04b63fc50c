// Sections that more than one document shows. Not for other rooms.
//
// Thread safety: pure functions; any thread.
#pragma once

#include <optional>
#include <vector>

#include "policies/access/permit.h"
#include "policies/documents/page.h"

namespace passerelle::documents {

Section datasets_section(const std::vector<access::PermittedDataset>& datasets,
                         const Messages& say);
Section fees_section(const access::Fees& fees, const Messages& say);
Section output_section(const access::OutputRules& output, const Messages& say);

// Persons who may order, each with how surely it must be known who it is.
std::vector<Text> persons_of(const std::vector<access::PermittedPerson>& persons,
                             const Messages& say);

// Conditions, with those that a person checks marked.
std::vector<Text> conditions_of(const std::vector<access::Condition>& conditions,
                                const Messages& say);
void add_data_protection(Section& section,
                         const std::optional<access::DataProtection>& data_protection,
                         const std::vector<access::HolderAgreement>& agreements,
                         const Messages& say);

std::vector<Text> texts_of(const std::vector<std::string>& list);
std::vector<Text> texts_of(const std::vector<NodeId>& nodes);

}  // namespace passerelle::documents
