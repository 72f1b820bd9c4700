# The time of a gradient against the number of parameters, both axes logarithmic: a power law is a straight line.
# Called by the script 'scaling', which sets data, terminal, output, machine, batch and the laws b, bc, f, fc.
if (terminal eq 'svg') set terminal svg size 800,540 font 'sans-serif,14' background 'white'
if (terminal eq 'png') set terminal pngcairo size 1200,810 font 'sans-serif,15' background 'white'
set output output
set title sprintf("One gradient of a batch of %d examples", batch)
set label 1 machine at graph 0.5,1.03 center font ',11' noenhanced
set title offset 0,1
set logscale xy
set format x '10^{%L}'
set format y '10^{%L}'
set xlabel 'parameters |w|'
set ylabel 'seconds'
set xrange [70:1.6e6]
set grid xtics ytics lc rgb '#dddddd' lt 1
set key top left reverse Left
set border 3
set tics nomirror
law(c, p, x) = c * x ** p
plot law(fc, f, x) with lines lc rgb '#e69f00' lw 1.5 title sprintf('finite differences ∝ |w|^{%.2f}', f), \
     data using 1:(strcol(4) eq 'all' ? $3 : NaN) with points pt 7 ps 0.9 lc rgb '#e69f00' title '  all parameters', \
     data using 1:(strcol(4) eq 'all' ? NaN : $3) with points pt 6 ps 0.9 lc rgb '#e69f00' title '  a sample, scaled up', \
     law(bc, b, x) with lines lc rgb '#0072b2' lw 1.5 title sprintf('backpropagation ∝ |w|^{%.2f}', b), \
     data using 1:2 with points pt 7 ps 0.9 lc rgb '#0072b2' title '  measured'
