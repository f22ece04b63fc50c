#include "metadata/publishing/addresses.h"

#include "node/base/encoding.h"

namespace passerelle::publishing {
namespace {

// A mark is made of hex digits, so the last one of these stands before it.
constexpr char kBetween = '~';
constexpr std::size_t kDigestShown = 16;

}  // namespace

std::string_view segment_of(FdpKind kind) {
  switch (kind) {
    case FdpKind::catalog: return "catalog";
    case FdpKind::dataset: return "dataset";
    case FdpKind::distribution: return "distribution";
    case FdpKind::point: break;
  }
  return "fdp";
}

std::optional<FdpKind> fdp_kind_of(std::string_view segment) {
  for (const auto kind :
       {FdpKind::point, FdpKind::catalog, FdpKind::dataset, FdpKind::distribution}) {
    if (segment_of(kind) == segment) return kind;
  }
  return std::nullopt;
}

std::string Addresses::key_of(const DatasetId& dataset) const {
  const auto& iri = dataset.text();
  const auto here = catalogue() + "/datasets/";
  if (iri.starts_with(here) && iri.size() > here.size()) {
    const auto rest = iri.substr(here.size());
    if (percent_encoded(rest) == rest) return rest;
  }
  return percent_encoded(iri);
}

std::string Addresses::dataset(const DatasetId& dataset) const {
  return catalogue() + "/datasets/" + key_of(dataset);
}

DatasetId Addresses::dataset_at(std::string_view segment) const {
  const bool is_iri = segment.find(':') != std::string_view::npos;
  return DatasetId(is_iri ? std::string(segment)
                          : catalogue() + "/datasets/" + std::string(segment));
}

std::string Addresses::skolem(std::string_view digest, std::string_view label) const {
  return root_ + "/.well-known/genid/" + std::string(digest.substr(0, kDigestShown)) + "-" +
         percent_encoded(label);
}

std::string Addresses::fdp_container(FdpKind kind) const {
  return fdp() + "/" + std::string(segment_of(kind)) + "/";
}

std::string Addresses::fdp_profile(FdpKind kind) const {
  return fdp() + "/profile/" + std::string(segment_of(kind));
}

std::string Addresses::fdp_dataset(const DatasetId& dataset) const {
  return fdp_container(FdpKind::dataset) + key_of(dataset);
}

std::string Addresses::fdp_distribution(const DatasetId& dataset, std::string_view mark) const {
  return fdp_container(FdpKind::distribution) + key_of(dataset) + kBetween + std::string(mark);
}

std::string Addresses::shapes(std::string_view profile) const {
  return root_ + "/shapes/" + percent_encoded(profile);
}

DistributionKey distribution_key(std::string_view segment) {
  const auto between = segment.rfind(kBetween);
  if (between == std::string_view::npos) return {segment, {}};
  return {segment.substr(0, between), segment.substr(between + 1)};
}

}  // namespace passerelle::publishing
