using Microsoft.AspNetCore.Mvc;

namespace Shop;

/// <summary>Reached by a conventional route.</summary>
public sealed class ReportsController : Controller
{
    public IActionResult Yearly(int year) => Content(Audit.Start(year));
}
