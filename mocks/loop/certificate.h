#pragma once
// X.509 certificates and their keys (RFC 5280), made on the spot.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"

namespace faultcast::loop {

template <auto function>
struct FreedBy {
  template <class T>
  void operator()(T* what) const {
    function(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, FreedBy<X509_free>>;

/// OpenSSL failed where only lack of memory or a broken installation makes it fail.
void need(bool fine, const char* what);

struct Signed {
  Key key;
  X509Certificate certificate;
};

struct Validity {
  Millis from, to;
};

/// A certificate authority that has signed itself.
Signed make_authority(Validity validity);
/// A server's certificate.
Signed make_leaf(const Signed& authority, const std::vector<std::string>& names, Validity validity);
std::string pem_of(X509* certificate);

}  // namespace faultcast::loop
