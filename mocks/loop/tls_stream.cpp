#include "loop/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>

#include "loop/certificate.h"

namespace faultcast::loop {

// What OpenSSL takes for its socket. Unlike its own memory BIO this keeps no buffer for an idle connection.
struct TlsStream::Rim {
  static TlsStream& of(BIO* bio) { return *static_cast<TlsStream*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* to, int most) {
    ByteView& input = of(bio).input_;
    BIO_clear_retry_flags(bio);
    if (input.empty()) {
      BIO_set_retry_read(bio);
      return -1;
    }
    const std::size_t take = std::min(input.size(), static_cast<std::size_t>(most));
    std::copy_n(input.begin(), take, to);
    input = input.subspan(take);
    return static_cast<int>(take);
  }

  static int write(BIO* bio, const char* from, int size) {
    append(of(bio).output_, std::string_view(from, static_cast<std::size_t>(size)));
    return size;
  }

  static long control(BIO*, int what, long, void*) { return what == BIO_CTRL_FLUSH ? 1 : 0; }

  static const BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, FreedBy<BIO_meth_free>> rim = [] {
      BIO_METHOD* made = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "faultcast connection");
      need(made != nullptr, "rim");
      BIO_meth_set_read(made, read);
      BIO_meth_set_write(made, write);
      BIO_meth_set_ctrl(made, control);
      return std::unique_ptr<BIO_METHOD, FreedBy<BIO_meth_free>>(made);
    }();
    return rim.get();
  }
};

TlsStream::TlsStream(ssl_st* takes_over) : ssl_(takes_over, SSL_free) {
  BIO* bio = BIO_new(Rim::method());
  need(bio != nullptr, "rim");
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
}
TlsStream::~TlsStream() = default;

void TlsStream::give(ByteView raw) {
  if (over_) return;
  if (input_.empty()) {
    input_ = raw;
    return;
  }
  Bytes all(input_.begin(), input_.end());
  append(all, raw);
  rest_ = std::move(all);
  input_ = rest_;
}

void TlsStream::keep_rest() {
  rest_ = Bytes(input_.begin(), input_.end());
  input_ = rest_;
}

TlsStream::Step TlsStream::next(std::span<std::uint8_t> plain, std::size_t& got) {
  if (over_) return Step::more;
  ERR_clear_error();
  if (!secured_) {
    const int result = SSL_do_handshake(ssl_.get());
    if (result != 1) return failed(result);
    secured_ = true;
    const Bytes waited = std::exchange(waiting_, {});
    send(waited);
    return Step::secured;
  }
  const int result = SSL_read_ex(ssl_.get(), plain.data(), plain.size(), &got);
  return result == 1 ? Step::bytes : failed(result);
}

TlsStream::Step TlsStream::failed(int result) {
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_WANT_READ) return Step::more;
  over_ = true;
  waiting_ = {};
  if (error == SSL_ERROR_ZERO_RETURN) return Step::closed;
  const unsigned long reason = ERR_peek_last_error();
  if (ERR_GET_REASON(reason) == SSL_R_CERTIFICATE_VERIFY_FAILED)
    why_ = X509_verify_cert_error_string(SSL_get_verify_result(ssl_.get()));
  else if (const char* words = ERR_reason_error_string(reason))
    why_ = words;
  else
    why_ = "TLS failed";
  ERR_clear_error();
  return Step::failed;
}

void TlsStream::send(ByteView plain) {
  if (plain.empty()) return;
  if (!secured_) {
    append(waiting_, plain);
    return;
  }
  std::size_t written = 0;
  ERR_clear_error();
  // Fails only where next() has failed before, which was told.
  SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &written);
}

void TlsStream::say_close() {
  if (!secured_ || said_close_) return;
  said_close_ = true;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

TlsInfo TlsStream::info() const {
  const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return {SSL_get_version(ssl_.get()), SSL_get_cipher_name(ssl_.get()), name != nullptr ? name : ""};
}

}  // namespace faultcast::loop
