#include "node/net/tls_context.h"

#include <openssl/err.h>

#include "node/net/tls_identity.h"

namespace passerelle::net {
namespace {

using boost::asio::ssl::context;

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

// ALPN: we speak HTTP/1.1 and say so to those who ask (RFC 7301).
int choose_protocol(SSL*,
                    const unsigned char** out,
                    unsigned char* out_size,
                    const unsigned char* in,
                    unsigned int in_size,
                    void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, kOurs, sizeof(kOurs) - 1, in, in_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

// Possession of the key is proved by the handshake; who holds it is decided afterwards by pin.
int accept_any(X509_STORE_CTX* store, void*) {
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

TlsContext context_without_identity(context::method method, int lowest_version) {
  auto made = std::make_shared<context>(method);
  SSL_CTX* raw = made->native_handle();
  SSL_CTX_set_min_proto_version(raw, lowest_version);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // TLS 1.2 only: forward secrecy and authenticated encryption (RFC 9325 section 4.2).
  SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
  return made;
}

Result<TlsContext> make_context(context::method method,
                                int lowest_version,
                                const TlsIdentity& identity) {
  auto made = context_without_identity(method, lowest_version);
  SSL_CTX* raw = made->native_handle();
  const auto& state = identity.state();
  const std::unique_ptr<STACK_OF(X509), FreeStack> chain(sk_X509_new_null());
  for (std::size_t i = 1; i < state.chain.size(); ++i) {
    sk_X509_push(chain.get(), state.chain[i].get());
  }
  if (SSL_CTX_use_cert_and_key(raw, state.chain.front().get(), state.key.get(), chain.get(), 1) !=
      1) {
    ERR_clear_error();
    return Error{NetError::bad_identity, "TLS does not accept our certificate and key"};
  }
  return made;
}

}  // namespace

Result<TlsContext> public_context(const TlsIdentity& identity) {
  auto made = make_context(context::tls_server, TLS1_2_VERSION, identity);
  if (!made) return made;
  SSL_CTX_set_alpn_select_cb((*made)->native_handle(), choose_protocol, nullptr);
  return made;
}

Result<TlsContext> federation_context(const TlsIdentity& identity) {
  auto made = make_context(context::tls_server, TLS1_3_VERSION, identity);
  if (!made) return made;
  SSL_CTX* raw = (*made)->native_handle();
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(raw, accept_any, nullptr);
  // No resumption: every connection of a peer proves possession of its key anew.
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  return made;
}

Result<TlsContext> client_context(const TlsIdentity& identity) {
  auto made = make_context(context::tls_client, TLS1_3_VERSION, identity);
  if (!made) return made;
  SSL_CTX* raw = (*made)->native_handle();
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(raw, accept_any, nullptr);
  return made;
}

Result<TlsContext> web_context() {
  auto made = context_without_identity(context::tls_client, TLS1_2_VERSION);
  SSL_CTX* raw = made->native_handle();
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_set_default_verify_paths(raw) != 1) {
    ERR_clear_error();
    return Error{NetError::tls_failed, "the authorities that this system trusts cannot be read"};
  }
  return made;
}

std::string certificate_distrust(SSL* tls) {
  const long result = SSL_get_verify_result(tls);
  return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

std::string peer_pin(SSL* tls) {
  const Certificate certificate(SSL_get1_peer_certificate(tls));
  return certificate ? pin_of(certificate.get()) : std::string();
}

bool is_certificate_refusal(unsigned long code) {
  if (ERR_GET_LIB(code) != ERR_LIB_SSL) return false;
  switch (ERR_GET_REASON(code)) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA: return true;
    default: return false;
  }
}

}  // namespace passerelle::net
