// The ways we speak TLS, for the sources of this room only.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "node/base/result.h"
#include "node/net/errors.h"
#include "node/net/tls.h"

namespace passerelle::net {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

// TLS 1.2 or later, no client certificate.
Result<TlsContext> public_context(const TlsIdentity& identity);

// TLS 1.3, a client certificate is required, any certificate passes.
Result<TlsContext> federation_context(const TlsIdentity& identity);

// TLS 1.3 as a client, any certificate passes: the caller compares the pin before it sends.
Result<TlsContext> client_context(const TlsIdentity& identity);

// TLS 1.2 or later as a client without a certificate; the handshake fails unless an authority that
// this system trusts vouches for the server. The caller names the host before the handshake.
Result<TlsContext> web_context();

// Returns why the handshake did not accept the other side's certificate; empty when it did.
std::string certificate_distrust(SSL* tls);

// Returns the pin of the other side of a finished handshake; empty without a certificate.
std::string peer_pin(SSL* tls);

// Whether this error of the TLS engine is the other side's refusal of our certificate.
bool is_certificate_refusal(unsigned long code);

}  // namespace passerelle::net
