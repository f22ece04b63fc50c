// Which names XML has, and which of them RDF/XML keeps for itself. Not for other rooms.
#pragma once

#include <cstddef>
#include <string_view>

namespace passerelle::rdf {

inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view kXmlnsNamespace = "http://www.w3.org/2000/xmlns/";

// Says whether the text is an NCName of Namespaces in XML. Requires: UTF-8.
bool is_xml_name(std::string_view text);

// Returns where the longest end begins that every parser takes as such a name, or the size. Names
// grew with the fifth edition of XML 1.0, which not all of them follow: beyond ASCII only letters
// of the languages of the Union count here. Requires: UTF-8.
std::size_t safe_xml_name_at_end(std::string_view text);

// Says whether rdf:LOCAL is a name of the syntax, or once was (RDF/XML, section 7.2.2 to 7.2.7);
// rdf:Description and rdf:li are not among them, for each may stand somewhere.
bool is_rdf_syntax_name(std::string_view local);

}  // namespace passerelle::rdf
