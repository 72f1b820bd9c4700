// All kernels in one precision: the type and its polynomials first, then the shared algorithms.

#include PRECISION

#include "vectors.h"
#include "exponential.h"
#include "logarithm.h"
#include "error-function.h"
#include "trigonometric.h"
#include "elementwise.h"
#include "activations.h"
#include "binary-links.h"
#include "termwise-losses.h"
#include "curvature.h"
#include "losses.h"
#include "tiles.h"
#include "second-order.h"
#include "streams.h"
#include "stream-maps.h"
#include "optimisers.h"
#include "products.h"
#include "transposed-products.h"
#include "dot-products.h"

#include "undefine.h"
