// The first file that runs, so it uses only syntax that every browser understands. It requests the data of the first board, which would otherwise
// wait for all modules, and it shows what keeps the page from starting.
;(function () {
  /** The path of the page: `/`, or the path under which a proxy serves it. */
  var BASE = location.pathname.replace(/[^/]*$/, '')
  var BASELINE = 'Chrome or Edge 123, Firefox 125 or Safari 17.5'

  // ---- Data of the first board

  function ask(path) {
    var controller = new AbortController()
    var answer = fetch(path, {
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: controller.signal,
    })
    answer.catch(function () {}) // The consumer handles it.
    window.jobtagPrefetched[path] = {
      answer: answer,
      end: function () {
        controller.abort()
      },
    }
  }

  try {
    // Only if someone has signed in before, and the modules have not run yet.
    if (!window.jobtagPrefetched && localStorage.getItem((BASE === '/' ? '' : BASE) + 'jobtag:person')) {
      window.jobtagPrefetched = {}
      ask(BASE + 'api/auth/me/')
      if (location.hash === '' || location.hash === '#/' || location.hash.indexOf('#/?') === 0) {
        ask(
          BASE +
            'api/jobs/?limit=1000&status=draft&status=awaiting_approval&status=approved&status=in_progress&status=unusual&status=special' +
            '&status=recently_completed&order=-updated_at'
        )
      }
    }
  } catch (_error) {
    // The modules make the requests.
  }

  // ---- What keeps the page from starting

  function isCurrent() {
    return (
      window.CSS &&
      CSS.supports &&
      CSS.supports('color', 'light-dark(#000, #fff)') &&
      CSS.supports('selector(:has(a))') &&
      CSS.supports('selector(&)') &&
      'popover' in HTMLElement.prototype &&
      !!(window.Intl && Intl.Segmenter)
    )
  }

  function whenRead(run) {
    if (document.getElementById('start') || document.readyState !== 'loading') return run()
    document.addEventListener('readystatechange', function again() {
      document.removeEventListener('readystatechange', again)
      run()
    })
  }

  /** Shows a message above the page. */
  function say(text, mayTryAgain) {
    var bar = document.createElement('div')
    bar.className = 'trouble'
    bar.setAttribute('role', 'alert')
    var words = document.createElement('p')
    words.appendChild(document.createTextNode(text))
    bar.appendChild(words)
    var button = document.createElement('button')
    button.className = 'button'
    button.appendChild(document.createTextNode(mayTryAgain ? 'Try again' : 'Close'))
    button.onclick = function () {
      if (mayTryAgain) location.reload()
      else bar.parentNode.removeChild(bar)
    }
    bar.appendChild(button)
    document.body.appendChild(bar)
  }

  function fail() {
    whenRead(function () {
      var start = document.getElementById('start')
      if (start && start.className.indexOf('failed') < 0) start.className += ' failed'
    })
  }

  var again = []
  /** Loads a style sheet again, without blocking the page. */
  function renew(link) {
    if (again.indexOf(link) >= 0) return say('Some styles could not be loaded, so the page may look odd.', true)
    var other = document.createElement('link')
    other.rel = 'stylesheet'
    other.href = link.href
    again.push(other)
    link.parentNode.replaceChild(other, link)
  }

  window.addEventListener(
    'error',
    function (event) {
      var at = event.target
      if (at && at.tagName === 'LINK' && at.rel === 'stylesheet' && !at.onerror) renew(at)
      else if (!at || at === window || at.tagName === 'SCRIPT') fail()
    },
    true
  )
  window.addEventListener('unhandledrejection', fail)

  // Reloading keeps the route, submitting the form does not. If the modules are loaded, they have handled this already.
  document.addEventListener('submit', function (event) {
    if (event.defaultPrevented || event.target.id !== 'try-again') return
    event.preventDefault()
    location.reload()
  })

  function isThere(link) {
    try {
      return link.sheet.cssRules.length > 0
    } catch (_error) {
      return false // There is no style sheet, or it failed and its rules cannot be read.
    }
  }

  function look() {
    var links = document.querySelectorAll('link[rel=stylesheet]')
    var index
    for (index = 0; index < links.length; index += 1) {
      if (!links[index].onerror && again.indexOf(links[index]) < 0 && !isThere(links[index])) renew(links[index])
    }
  }

  // A style sheet may have failed before this ran; a pending one blocks rendering.
  if (document.readyState === 'complete') look()
  else window.addEventListener('load', look)
  setTimeout(look, 6000)

  whenRead(function () {
    if (!isCurrent())
      say('Your browser is too old. Jobtag needs ' + BASELINE + '. Please update it: until then, some things will not work.', false)
  })
})()
